import { changeTemplate, templateOfStep } from '#domain/plan/template-form.ts';
import type { Binding } from '../bind.ts';
import * as commands from './commands.ts';
import * as queries from './queries.ts';

/** What new plans begin with. */
export const planTemplateVerbs = ({ read, write }: Binding) => ({
  all: read(queries.templates),
  one: read(queries.template),
  forPlan: read(queries.forPlan),
  change: write(changeTemplate, commands.change),
  backToUsual: write(templateOfStep, commands.backToUsual),
});
