export { api, http, ifMatch, load, loadTagged, newKey, patience, queryString, saveBlob, whenSignedOut, whenStepUp } from "./client";
export type { Page, Query, Tagged } from "./client";
export { connectionLost, onReconnect, retryConnection, watchConnection } from "./connection";
export type { components, paths } from "./generated/schema";
export { anythingWaits, forget, forgetAllButWaiting, putAside, sendWaiting, startOfflineQueue, waitingCalls, waitingOf, type WaitingCall } from "./offlineQueue";
export { ApiProblem, asProblem, type FieldProblem } from "./problem";
export { queryClient, refetchNoun } from "./queries";
export { useSession, type HeldRole, type Session } from "./session";
