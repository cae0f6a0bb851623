const columns = 80;
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff00-\uff60]/u;

function widthOf(text: string): number {
  return [...text].reduce((width, character) => width + (wide.test(character) ? 2 : 1), 0);
}

/** Pieces that fit, of a word that does not. */
function pieces(word: string, room: number): readonly string[] {
  const found: string[] = [];
  let piece = "";
  for (const character of word) {
    if (piece !== "" && widthOf(piece + character) > room) {
      found.push(piece);
      piece = "";
    }
    piece += character;
  }
  return piece === "" ? found : [...found, piece];
}

/** Lines of at most 80 columns; what follows the first is indented by as much as it. */
export function wrap(lead: string, text: string): readonly string[] {
  const room = columns - lead.length;
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ").flatMap((one) => pieces(one, room))) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (widthOf(longer) > room) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line].map((one, index) => `${index === 0 ? lead : " ".repeat(lead.length)}${one}`);
}
