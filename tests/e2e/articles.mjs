// Two people who publish information: what the tests of publications share.
import { PASSWORD, signIn } from './lib.mjs';

const CHECKS = { secrecy: 1, wording: 1, privacy: 1, links: 1 };

export const BODY = '会议部署了全年的政务公开工作，要求各部门按月更新栏目、按时答复群众来信。';

/** An editor and a reviewer of a stack that has columns. */
export class Newsroom {
  static async open(stack) {
    const room = new Newsroom();
    for (const [id, roles] of [['ed1', 'editor'], ['rev1', 'reviewer']])
      stack.ctl(['staff', 'add', id, '--name', `${id}姓名`, '--roles', roles, '--password-stdin'],
        `${PASSWORD}\n`);
    room.editor = await signIn(stack, 'ed1');
    room.reviewer = await signIn(stack, 'rev1');
    return room;
  }

  async act(who, n, action, fields = {}) {
    const { article } = await who.json(`/staff/articles/${n}.json`);
    const reply = await who.do(`/staff/articles/${n}/${action}`,
      { version: article.record, hash: article.hash, ...fields });
    if (reply.status !== 200) throw new Error(`${action} ${n}: ${JSON.stringify(reply)}`);
  }

  /** A draft, or with n a revision; gives its number. */
  async draft(fields, n = undefined) {
    const record = n && (await this.editor.json(`/staff/articles/${n}.json`)).article.record;
    const reply = await this.editor.do(n ? `/staff/articles/${n}` : '/staff/articles',
      { column: 'news', source: '市人民政府办公室', body: BODY, ...fields, ...n && { version: record } });
    if (!reply.article) throw new Error(`draft: ${JSON.stringify(reply)}`);
    return reply.article;
  }

  async publish(fields, n = undefined) {
    const number = await this.draft(fields, n);
    await this.act(this.editor, number, 'submit');
    await this.act(this.reviewer, number, 'approve', CHECKS);
    return number;
  }

  takeDown(n, takedown, fields = {}) {
    return this.act(this.editor, n, 'take-down', { takedown, reason: '内容有误，正在核实', ...fields });
  }
}
