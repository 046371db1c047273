// What the bench loads its boards with: lines for wenzhengctl import.

// Real-shaped topics: about 200 characters of question, one in ten with as much of an answer.
export function topic(i) {
  const places = ['人民路', '建设街', '文化广场', '湖滨小区', '老城菜市场', '第二小学', '汽车站', '矿山新村'];
  const things = ['路灯不亮', '井盖松动', '垃圾没人清运', '公交车等不到', '夜间施工吵人', '停水没有通知',
    '树枝挡住了窗户', '停车位被占'];
  const place = places[i % places.length];
  const thing = things[(i >> 3) % things.length];
  const body = `${place}附近${thing}，已经有一段时间了，来来往往的老人和学生都觉得不方便。`.repeat(4) +
    `盼望有关部门派人来看一看，尽快解决。第 ${i} 位反映的居民。`;
  const line = { id: String(i), time: `2026-0${1 + (i % 9)}-1${i % 10} 09:30:00`,
    title: `${place}${thing}，请派人看看`, body };
  if (i % 10 !== 0) return line;
  const reply = `您好，您反映的${place}${thing}的问题已收悉。经现场核实，情况属实，我单位已安排人员处理。`.repeat(3) + '感谢您对我们工作的支持。';
  return { ...line, reply, reply_time: line.time.replace('-1', '-2') };
}

// A publication of an older portal, about 300 characters.
export function article(i) {
  const at = new Date(Date.UTC(2012, 0, 1, 9) + i * 300000).toISOString().slice(0, 16).replace('T', ' ');
  return { address: `/info/${i}.htm`, published: at, column: ['news', 'notices', 'major-projects'][i % 3],
    title: `关于第${i}号事项办理情况的通告`, summary: '办理情况和下一步安排。', source: '市政府办公室',
    by: `pub${i % 63}`, reviewer: 'checker', body: '会议部署了全年的政务公开工作，要求各部门按月更新栏目、按时答复群众来信。\n\n'.repeat(8) };
}

// A work order of the hotline that a department has and need not answer soon.
export function order(i) {
  const day = (offset) => new Date(Date.now() + offset * 86400000).toISOString().slice(0, 10);
  return { id: `open${i}`, time: `${day(-1)} 09:30:00`, title: `来电反映第 ${i} 件`,
    body: '来电人反映门前道路破损，请核实处理。',
    name: '张三丰', phone: `1390000${String(i % 10000).padStart(4, '0')}`, label: 'zjj', due: day(40) };
}
