declare module "bpmn-auto-layout" {
  /** Gives every shape and arrow of a BPMN 2.0 text its place. */
  export function layoutProcess(xml: string): Promise<string>;
}
