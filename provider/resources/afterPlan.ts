import type { Context, ResourceHandler } from "./resource";

type Method<Arguments extends readonly unknown[], Result> = (context: Context, ...given: Arguments) => Promise<Result>;

/** A handler that begins when the plan is in the ledger. */
export function afterPlan(handler: ResourceHandler): ResourceHandler {
  const waiting = <Arguments extends readonly unknown[], Result>(
    method: Method<Arguments, Result>,
  ): Method<Arguments, Result> => {
    return async (context, ...given) => {
      await context.planned;
      return method(context, ...given);
    };
  };
  return {
    check: waiting(handler.check),
    diff: waiting(handler.diff),
    create: waiting(handler.create),
    read: waiting(handler.read),
    update: waiting(handler.update),
    delete: waiting(handler.delete),
  };
}
