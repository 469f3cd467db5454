import type { SyntaxNode } from '@lezer/common';
import { childrenOf } from '../syntax/children.ts';
import { oncePerFile, type PythonFile } from '../syntax/syntax.ts';

export interface HeldModels {
  /** Whether the code loads a model. */
  loads: boolean;
  /** Module-level names that keep a loaded model in memory at the end, in the order of their assignment. */
  names: string[];
}

/** Calls that load weights: `AutoModel.from_pretrained`, `pipeline`, `SentenceTransformer`. */
const LOADS =
  /^(?:from_(?:pretrained\w*|single_file|hparams|config|hub|checkpoint)|load_(?:from_checkpoint|from_hub|model\w*|learner)|pipeline|create_model\w*|SentenceTransformer|CrossEncoder|SparseEncoder|InferenceSession|Llama|LLM|YOLO|\w+Model|\w+Pipeline)$/;
/** Modules and classes whose `load` loads weights. */
const HAS_LOAD = /^(?:torch|torch\.hub|hub|spacy|whisper|(?:\w+\.)*[A-Z]\w*)$/;
/** Classes whose `from_pretrained` loads no weights. */
const WITHOUT_WEIGHTS = /Tokenizer|Processor|Extractor|Config|Scheduler/;
/** Models whose results are plain values: they compute without gradients. */
const RETURNS_PLAIN =
  /^(?:pipeline|SentenceTransformer|CrossEncoder|SparseEncoder|InferenceSession|Llama|LLM|YOLO)$|Pipeline/;

/** Methods that return the model itself. */
const RETURNS_SELF =
  /^(?:to|cuda|cpu|eval|train|half|float|double|bfloat16|compile|requires_grad_|apply|merge_and_unload|to_empty|bind|with_config)$/;
/** Functions whose result keeps an argument that is a model. */
const KEEPS =
  /^(?:[A-Z]\w*|from_\w+|pipeline|compile|partial|prepare|dispatch_model|get_peft_model|list|tuple|dict|set|zip|iter)$/;
/** Functions and methods whose result has no link to the model or the gradients behind it. */
const PLAIN =
  /^(?:generate|decode|batch_decode|encode\w*|predict\w*|transcribe|tolist|item|numpy|detach|argmax|argsort|print|display|str|repr|len|type|isinstance|hasattr|round|range|load_adapter|num_parameters|parameters|chat|infer)$|config/;
const PLAIN_ATTRIBUTES =
  /^(?:config|generation_config|device|dtype|tokenizer|shape|name_or_path|sampling_rate)$/;
const ADDS = /^(?:append|add|insert|extend|update|setdefault)$/;
const WITHOUT_GRADIENTS = /\b(?:no_grad|inference_mode)\b|set_grad_enabled\(False\)/;

/** What an expression keeps in memory. A `result` keeps the weights through its gradients. */
type Held = 'model' | 'plain-model' | 'result' | undefined;

/** Finds the names that keep a loaded model in memory after the code has run. */
export const findHeldModels = oncePerFile((file): HeldModels => new HeldWalk(file).report());

class HeldWalk {
  private readonly held = new Map<string, Held>();
  /** Functions and classes of the code that load a model. */
  private readonly makers = new Set<string>();
  private loads = false;
  private gradients: boolean;

  constructor(private readonly file: PythonFile) {
    this.gradients = !/set_grad_enabled\(False\)/.test(file.code);
    this.visitBody(file.tree.topNode, false);
  }

  report(): HeldModels {
    return { loads: this.loads, names: [...this.held.keys()].filter((name) => name !== '_') };
  }

  private text(node: SyntaxNode): string {
    return this.file.code.slice(node.from, node.to);
  }

  private visitBody(body: SyntaxNode, conditional: boolean): void {
    for (const node of childrenOf(body)) this.visit(node, conditional);
  }

  private visit(node: SyntaxNode, conditional: boolean): void {
    const parts = childrenOf(node);
    if (node.name === 'AssignStatement') this.visitAssignment(parts, conditional);
    else if (node.name === 'UpdateStatement') this.keep(parts[0]!, this.holds(parts.at(-1)!), true);
    else if (node.name === 'ExpressionStatement') this.visitExpression(parts[0]!);
    else if (node.name === 'ForStatement') this.visitLoop(parts);
    else if (node.name === 'WithStatement') this.visitWith(parts, conditional);
    else if (/^(?:Function|Class)Definition$/.test(node.name)) this.visitDefinition(node, parts);
    else if (/^(?:Body|DecoratedStatement|StatementGroup)$/.test(node.name))
      this.visitBody(node, conditional);
    else if (node.name === 'DeleteStatement') {
      for (const part of parts.slice(1)) if (!conditional) this.held.delete(this.text(part));
    } else {
      for (const part of parts) {
        if (part.name === 'Body') this.visitBody(part, true);
        else this.holds(part);
      }
    }
  }

  /** A body is read as text: what it loads is kept by whatever it returns, or by a global name. */
  private visitDefinition(node: SyntaxNode, parts: SyntaxNode[]): void {
    const name = parts.find((part) => part.name === 'VariableName');
    let loads = false;
    const globals: string[] = [];
    node.cursor().iterate((ref) => {
      if (ref.name === 'CallExpression') loads ||= this.isLoad(ref.node);
      if (ref.name === 'ScopeStatement' && this.text(ref.node).startsWith('global')) {
        globals.push(...ref.node.getChildren('VariableName').map((global) => this.text(global)));
      }
    });
    if (!loads || name === undefined) return;
    this.makers.add(this.text(name));
    for (const global of globals) this.held.set(global, 'model');
  }

  private visitAssignment(parts: SyntaxNode[], conditional: boolean): void {
    const groups: SyntaxNode[][] = [[]];
    for (const part of parts) {
      if (part.name === 'AssignOp') groups.push([]);
      else if (part.name !== 'TypeDef' && part.name !== ',') groups.at(-1)!.push(part);
    }
    if (groups.length === 1) return;
    const values = groups.pop()!.map((value) => this.holds(value));
    const any = values.find((value) => value !== undefined);
    for (const targets of groups) {
      for (const [at, target] of targets.entries()) {
        this.keep(target, targets.length === values.length ? values[at] : any, conditional);
      }
    }
  }

  private keep(target: SyntaxNode, value: Held, conditional: boolean): void {
    if (target.name === 'VariableName') {
      if (value !== undefined) this.held.set(this.text(target), value);
      else if (!conditional) this.held.delete(this.text(target));
    } else if (target.name === 'MemberExpression') {
      const root = rootOf(target);
      if (value !== undefined && root !== undefined)
        this.keep(root, this.held.get(this.text(root)) ?? value, true);
    } else {
      for (const part of childrenOf(target))
        if (/Name|Expression/.test(part.name)) this.keep(part, value, conditional);
    }
  }

  private visitExpression(node: SyntaxNode): void {
    this.holds(node);
    const callee = node.name === 'CallExpression' ? node.firstChild! : undefined;
    if (callee?.name !== 'MemberExpression' || !ADDS.test(lastName(this.text(callee)))) return;
    const added = this.heldBy(node.lastChild!);
    const root = rootOf(callee);
    if (added !== undefined && root !== undefined) this.keep(root, added, true);
  }

  private visitLoop(parts: SyntaxNode[]): void {
    const into = parts.findIndex((part) => part.name === 'in');
    const body = parts.findIndex((part) => part.name === 'Body');
    const value = parts
      .slice(into + 1, body)
      .map((part) => this.holds(part))
      .find((held) => held !== undefined);
    for (const target of parts.slice(1, into)) this.keep(target, value, true);
    for (const part of parts.slice(body)) if (part.name === 'Body') this.visitBody(part, true);
  }

  private visitWith(parts: SyntaxNode[], conditional: boolean): void {
    const before = this.gradients;
    const header = parts.slice(0, -1);
    this.gradients &&= !header.some((part) => WITHOUT_GRADIENTS.test(this.text(part)));
    let value: Held;
    for (const [at, part] of header.entries()) {
      if (header[at - 1]?.name === 'as') this.keep(part, value, true);
      else if (part.name !== 'as') value = this.holds(part);
    }
    this.visitBody(parts.at(-1)!, conditional);
    this.gradients = before;
  }

  private holds(node: SyntaxNode): Held {
    switch (node.name) {
      case 'VariableName':
        return this.held.get(this.text(node));
      case 'CallExpression':
        return this.holdsCall(node);
      case 'MemberExpression': {
        const of = this.holds(node.firstChild!);
        return PLAIN_ATTRIBUTES.test(lastName(this.text(node))) ? undefined : of;
      }
      case 'NamedExpression': {
        const value = this.holds(node.lastChild!);
        this.keep(node.firstChild!, value, true);
        return value;
      }
      case 'LambdaExpression':
      case 'FormatString':
      case 'String':
        return undefined;
      default:
        return this.heldBy(node);
    }
  }

  private heldBy(node: SyntaxNode): Held {
    let found: Held;
    for (const part of childrenOf(node)) found = this.holds(part) ?? found;
    return found;
  }

  private holdsCall(call: SyntaxNode): Held {
    const callee = call.firstChild!;
    const name = lastName(this.text(callee));
    const list = call.lastChild!;
    const argument = this.heldBy(list);
    const receiver = callee.name === 'MemberExpression' ? this.holds(callee.firstChild!) : undefined;
    const own = callee.name === 'VariableName' ? this.held.get(this.text(callee)) : undefined;
    if (own === undefined && this.isLoad(call)) {
      this.loads = true;
      return RETURNS_PLAIN.test(name) || RETURNS_PLAIN.test(ownerName(this.text(callee)))
        ? 'plain-model'
        : 'model';
    }
    if (this.makers.has(this.text(callee))) {
      this.loads = true;
      return 'model';
    }
    if (PLAIN.test(name)) return undefined;
    if (receiver !== undefined && RETURNS_SELF.test(name)) return receiver;
    if (argument !== undefined && KEEPS.test(name)) return argument;
    if (own === 'plain-model' || receiver === 'plain-model') return undefined;
    return this.gradients && (own ?? receiver ?? argument) !== undefined ? 'result' : undefined;
  }

  private isLoad(call: SyntaxNode): boolean {
    const callee = this.text(call.firstChild!);
    const name = lastName(callee);
    const owner = callee.slice(0, Math.max(0, callee.length - name.length - 1));
    if (name === 'load') return HAS_LOAD.test(owner);
    return LOADS.test(name) && !WITHOUT_WEIGHTS.test(lastName(owner)) && !WITHOUT_WEIGHTS.test(name);
  }
}

/** The name that a chain of attributes and subscripts starts with. */
function rootOf(node: SyntaxNode): SyntaxNode | undefined {
  let root = node;
  while (root.name === 'MemberExpression') root = root.firstChild!;
  return root.name === 'VariableName' ? root : undefined;
}

const lastName = (path: string) => path.slice(path.lastIndexOf('.') + 1);
const ownerName = (path: string) => lastName(path.slice(0, Math.max(0, path.lastIndexOf('.'))));
