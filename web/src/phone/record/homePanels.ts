import type { HomePanel } from "@/shared/shell/panels";

const panels: HomePanel[] = [{ order: 5, component: () => import("./NoticeBanner.vue") }];
export default panels;
