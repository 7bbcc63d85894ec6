import "@/shared/ui/base.css";
import "@/shared/ui/console.css";
import { VueQueryPlugin } from "@tanstack/vue-query";
import { createPinia } from "pinia";
import { createApp } from "vue";
import { queryClient, watchConnection } from "@/shared/api";
import { restoreLargePrint } from "@/shared/ui/use/largePrint";
import App from "./App.vue";
import { consoleNotifier } from "./shell/notifier";
import { setNotifier } from "@/shared/ui/use/notify";
import { router } from "./router";

restoreLargePrint();
setNotifier(consoleNotifier);
watchConnection();
createApp(App).use(createPinia()).use(VueQueryPlugin, { queryClient }).use(router).mount("#app");
