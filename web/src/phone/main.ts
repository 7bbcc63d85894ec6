import "@/shared/ui/base.css";
import "@/shared/ui/phone.css";
import { VueQueryPlugin } from "@tanstack/vue-query";
import { createPinia } from "pinia";
import { createApp } from "vue";
import { queryClient, startOfflineQueue, useSession, watchConnection } from "@/shared/api";
import { restoreLargePrint } from "@/shared/ui/use/largePrint";
import { setNotifier } from "@/shared/ui/use/notify";
import App from "./App.vue";
import { phoneNotifier } from "./shell/notifier";
import { router } from "./router";

restoreLargePrint();
setNotifier(phoneNotifier);
watchConnection();
createApp(App).use(createPinia()).use(VueQueryPlugin, { queryClient }).use(router).mount("#app");
startOfflineQueue(async () => {
  const session = useSession();
  if (!session.signedIn) await session.refresh();
  return session.signedIn ? session.personKey : "";
});

if (import.meta.env.PROD && "serviceWorker" in navigator) {
  window.addEventListener("load", () => void navigator.serviceWorker.register("/m/sw.js", { scope: "/m/" }).catch(() => undefined));
}
