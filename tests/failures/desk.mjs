// What staff do at their desks.
import { ANSWER, day, fileRequest, nextPhone, PASSWORD, Person } from '../e2e/lib.mjs';
import { askWithPhotos, makePhotos, photosOf } from '../e2e/photo_files.mjs';
import { growing, JSON_WANTED, next, number, question } from './things.mjs';

const { jpg: PHOTO } = makePhotos(320, 240, ['jpg']);
const version = (board, { n }) => number(board, 'HGET', `case:${n}`, 'v');

// Steps that change no version have an event in the thread.
const events = (board, { n }) => board.lua(`
  local found = 0
  for _, entry in ipairs(redis.call('LRANGE', S .. 'case:' .. ARGV[1] .. ':thread', 0, -1)) do
    if cjson.decode(entry).kind == 'event' then found = found + 1 end
  end
  return found`, n);

// An action on a case that stands at the state.
const act = (who, action, state, fields = {}, count = version) => growing(async (board) => {
  const { n } = await question(board, state);
  const { form, version: seen } = await board.staff[who].json(`/staff/cases/${n}.json`);
  return { n, form, seen, fields: typeof fields === 'function' ? await fields(board) : fields };
}, count, (board, { n, form, seen, fields: own }) => board.staff[who].post(`/staff/cases/${n}/${action}`,
  { form, version: seen, ...own }, JSON_WANTED));

// What an administrator makes, by a form of the staff's.
const made = (path, key, command, fields) => growing(async (board) => ({
  form: await board.admin.token('/staff/me.json'), fields: fields(next()),
}), (board) => number(board, command, key),
(board, { form, fields: own }) => board.admin.post(path, { form, ...own }, JSON_WANTED));

let other;
async function otherCase(board) {
  other ??= question(board, 'accepted').then(async ({ n }) => (await board.staff.mod1.json(
    `/staff/cases/${n}.json`)).case.number);
  return { into: await other };
}

export const DESK = {
  'sign in': {
    make: async (board) => ({ person: new Person(board) }),
    // Who is signed in already has another form.
    async prove(board, thing) { thing.form = await thing.person.token('/staff/login.json'); },
    // Nobody else's: of an account that signs in so often the first sessions end.
    send: (board, { person, form }) => person.post('/staff/login',
      { form, account: 'jtj1', password: PASSWORD, code: '' }, JSON_WANTED),
  },
  accept: act('mod1', 'accept'),
  decline: act('mod1', 'decline', undefined, { reason: 'ads' }),
  merge: act('mod1', 'merge', undefined, otherCase),
  assign: act('disp1', 'assign', 'accepted', { dept: 'zjj' }),
  return: act('zjj1', 'return', 'assigned', { reason: '不属于本部门职责范围' }),
  'ask for time': act('zjj1', 'ask-extension', 'assigned', { days: 3, reason: '需要采购材料' }, events),
  'give time': act('disp1', 'extend', 'assigned', { days: 3, reason: '需要采购材料' }),
  draft: act('zjj1', 'draft', 'assigned', { text: ANSWER }),
  reject: act('appr1', 'reject', 'drafted', { reason: '请写明处理结果' }),
  approve: act('appr1', 'approve', 'drafted'),
  revise: act('zjj1', 'revise', 'answered', { text: `${ANSWER}（修订）`, reason: '补充说明' }),
  reopen: act('super1', 'reopen', 'answered', { reason: '来件人反映没有修好' }),
  unpublish: act('mod1', 'unpublish', 'accepted', { reason: '涉及个人隐私' }),
  remark: act('zjj1', 'remark', 'assigned', { note: '已联系施工单位' }, events),
  remind: act('super1', 'remind', 'assigned', { note: '请抓紧办理' }, events),
  'confirm a request': growing(async (board) => {
    const { n } = await fileRequest(board);
    const { form, version: seen } = await board.staff.mod1.json(`/staff/cases/${n}.json`);
    return { n, form, seen };
  }, version, (board, { n, form, seen }) => board.staff.mod1.post(`/staff/cases/${n}/confirm`,
    { form, version: seen }, JSON_WANTED)),
  'answer by link': growing(async (board) => {
    const { n } = await question(board, 'assigned');
    const { answer_link: link } = await board.staff.disp1.json(`/staff/cases/${n}.json`);
    const person = new Person(board);
    const path = new URL(link).pathname;
    return { n, person, path, form: await person.token(`${path}.json`) };
  }, version, (board, { person, path, form }) => person.post(path, { form, text: ANSWER }, JSON_WANTED)),
  'pass a comment': growing(async (board) => {
    const { n } = await question(board, 'assigned');
    const reader = new Person(board);
    await reader.act(`/topics/${n}/comments`, { form: await reader.token(`/topics/${n}/comments.json`),
      body: '我家门口的路灯也是这样，请一起修一修。' });
    const held = await board.lua("return redis.call('HKEYS', S .. 'held:' .. ARGV[1])[1]", n);
    return { n, held, form: await board.staff.mod1.token('/staff/me.json') };
  }, (board, { n }) => number(board, 'LLEN', `case:${n}:comments`),
  (board, { n, held, form }) => board.staff.mod1.post(`/staff/cases/${n}/held/${held}/pass`,
    { form, mask: '' }, JSON_WANTED)),
  'blur a photo': growing(async (board) => {
    const { case: n } = await askWithPhotos(new Person(board), [PHOTO], { phone: '' });
    const page = await board.staff.mod1.json(`/staff/cases/${n}.json`);
    const [photo] = photosOf(page);
    return { n, photo, form: page.form };
  }, async (board, { n, photo }) => Number(!(await board.lua(
    "return redis.call('LINDEX', S .. 'case:' .. ARGV[1] .. ':thread', 0)", n)).photos.some(({ id }) =>
    id === photo)),
  (board, { n, photo, form }) => board.staff.mod1.post(`/staff/cases/${n}/photos/${photo}/blur`,
    { form, all: '1' }, JSON_WANTED)),
  'make an account': made('/staff/accounts', 'staffs', 'SCARD', (i) => ({ id: `acc${i}`, name: '新同事',
    dept: 'zjj', password: PASSWORD, role_clerk: '1' })),
  'make a department': made('/staff/departments', 'depts', 'ZCARD', (i) => ({ id: `dep${i}`,
    name: `市某局第${i}科`, phone: '0873-1234567', phrases: '' })),
  'enter a call': growing(async (board) => ({ form: await board.staff.disp1.token('/staff/me.json'),
    phone: nextPhone(), i: next() }), (board) => number(board, 'GET', 'seq'),
  (board, { form, phone, i }) => board.staff.disp1.post('/staff/hotline', { form, phone, name: '赵敏慧',
    title: `人民路的路灯不亮（${i}）`, body: '人民路东段的路灯坏了一个多月，晚上出门很不方便。',
    category: 'complaint', area: '城南街道', called: `${day()} 00:00`, via: 'phone', urgency: 'normal' },
  JSON_WANTED)),
};
