/** next: goes on in another logical table. */
import { SyntaxProblem } from '../../expr/syntax-problem.js';
import type { LogicalAction, PipelineName } from '../action.js';
import { type ActionParser, LOGICAL_TABLES } from '../action-parser.js';
import type { Encoder } from '../encoder.js';

type Next = LogicalAction<'next'>;

export function parseNext(parser: ActionParser): Next {
  const { lexer, options } = parser;
  let pipeline: PipelineName = options.pipeline;
  let table = options.table + 1;
  if (lexer.match('(')) {
    if (lexer.isSmallInteger) {
      table = lexer.forceSmallInteger();
    } else {
      do {
        if (lexer.matchWord('pipeline')) {
          lexer.force('=');
          pipeline = parsePipeline(parser);
        } else if (lexer.matchWord('table')) {
          lexer.force('=');
          table = lexer.forceSmallInteger();
        } else lexer.fail('expecting "pipeline" or "table"');
      } while (lexer.match(','));
    }
    lexer.force(')');
  }
  if (table >= LOGICAL_TABLES) {
    throw new SyntaxProblem(`"next" action cannot advance beyond table ${LOGICAL_TABLES - 1}.`);
  }
  return { kind: 'next', pipeline, table, current: { pipeline: options.pipeline, table: options.table } };
}

function parsePipeline({ lexer }: ActionParser): PipelineName {
  if (lexer.matchWord('ingress')) return 'ingress';
  if (lexer.matchWord('egress')) return 'egress';
  return lexer.fail('expecting "ingress" or "egress"');
}

export function formatNext({ pipeline, table, current }: Next): string {
  if (pipeline !== current.pipeline) return `next(pipeline=${pipeline}, table=${table});`;
  return table === current.table + 1 ? 'next;' : `next(${table});`;
}

export function encodeNext({ pipeline, table }: Next, encoder: Encoder): void {
  encoder.resubmit(encoder.stageTable(table, pipeline));
}
