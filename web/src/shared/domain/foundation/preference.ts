import { http, type components } from "@/shared/api";

const PATH = "/api/v1/foundation/messages/preference";

/** When not to be disturbed by channels outside the platform, and by which never. */
export type Preference = components["schemas"]["PreferenceOut"];

export const preference = (): Promise<Preference> => http.get<Preference>(PATH);
export const setPreference = (value: Omit<Preference, "channels">): Promise<Preference> => http.put<Preference>(PATH, value);
