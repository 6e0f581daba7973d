import type { z } from 'zod'
import { InvalidRequest } from './api-error.ts'
import type { Form } from './form-encoding.ts'

type Issue = z.core.$ZodIssue

/** Says in Stripe's words what the first thing wrong with the parameters is. */
export function parameterError(error: z.ZodError, form: Form): InvalidRequest {
  const unknown = error.issues.find((issue) => issue.code === 'unrecognized_keys')
  const issue = unknown ?? error.issues[0]
  if (!issue) return new InvalidRequest('Invalid request')
  if (issue.code === 'unrecognized_keys') return unknownParameters(issue.path, issue.keys)

  const given = valueAt(form, issue.path)
  return given === undefined ? missing(nameOf(issue.path)) : invalid(issue, nameOf(issue.path), given)
}

function unknownParameters(path: PropertyKey[], keys: string[]): InvalidRequest {
  const names = keys.map((key) => nameOf([...path, key]))
  return new InvalidRequest(`Received unknown parameter${names.length > 1 ? 's' : ''}: ${names.join(', ')}`, {
    code: 'parameter_unknown',
    param: names[0],
  })
}

function missing(param: string): InvalidRequest {
  return new InvalidRequest(`Missing required param: ${param}.`, { code: 'parameter_missing', param })
}

function invalid(issue: Issue, param: string, given: unknown): InvalidRequest {
  const shown = typeof given === 'string' ? given : JSON.stringify(given)
  switch (issue.code) {
    case 'invalid_format':
      return new InvalidRequest(...badFormat(issue, param, shown))
    case 'too_small':
      return tooSmall(issue, param)
    case 'too_big':
      return new InvalidRequest(`Invalid ${param}: must be at most ${issue.maximum}`, { param })
    case 'invalid_value':
      return new InvalidRequest(`Invalid ${param}: must be one of ${issue.values.map(String).join(', ')}`, {
        param,
      })
    case 'invalid_type':
      return new InvalidRequest(
        `Invalid ${issue.expected === 'record' ? 'object' : issue.expected}: ${shown}`,
        { param },
      )
    default:
      return new InvalidRequest(`Invalid ${param}: ${shown}`, { param })
  }
}

type Refusal = [message: string, details: { code?: string; param: string }]

function badFormat({ format, message }: Issue & { format: string }, param: string, given: string): Refusal {
  if (given === '') return emptyText(param)
  if (format === 'url') return ['Not a valid URL', { code: 'url_invalid', param }]
  if (format === 'email') return [`Invalid email address: ${given}`, { code: 'email_invalid', param }]
  if (message === 'integer')
    return [`Invalid integer: ${given}`, { code: 'parameter_invalid_integer', param }]
  return [`Invalid ${message}: ${given}`, { param }]
}

function tooSmall(
  issue: Issue & { origin: string; minimum: number | bigint },
  param: string,
): InvalidRequest {
  if (issue.origin === 'string') return new InvalidRequest(...emptyText(param))
  return new InvalidRequest(`This value must be greater than or equal to ${issue.minimum}.`, {
    code: 'parameter_invalid_integer',
    param,
  })
}

function emptyText(param: string): Refusal {
  return [
    `You passed an empty string for '${param}'. We assume empty values are an attempt to unset a parameter; ` +
      `however '${param}' cannot be unset. You should remove '${param}' from your request or supply a non-empty value.`,
    { code: 'parameter_invalid_empty', param },
  ]
}

/** `line_items[0][quantity]` */
function nameOf([head, ...rest]: PropertyKey[]): string {
  return String(head) + rest.map((segment) => `[${String(segment)}]`).join('')
}

function valueAt(form: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    form,
  )
}
