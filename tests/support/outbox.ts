import { setTimeout as sleep } from 'node:timers/promises'
import { type KeptMail, OutboxFolderMailer } from '../../src/gateways/outbox-folder.mailer.ts'
import type { TestShop } from './test-shop.ts'

/** Mails to an address, the newest first, once there are so many: they are sent by a job after the answer. */
export async function mailsTo(
  { folder }: Pick<TestShop, 'folder'>,
  address: string,
  count: number,
): Promise<KeptMail[]> {
  const outbox = new OutboxFolderMailer(`${folder}/mails`, 'shop@example.com')
  for (let tries = 0; tries < 200; tries += 1) {
    const mails = (await outbox.mails()).filter(({ to }) => to === address)
    if (mails.length >= count) return mails
    await sleep(100)
  }
  throw new Error(`No ${count} mails to ${address} came`)
}
