// What zooming says, in every language that the package has. Few words, so they come with it.

import { lookAgain } from '../words/words.js';

export interface ZoomWords {
  readonly zoomIn: string;
  readonly zoomOut: string;
  /** Name of a button; also said when it is whole again. */
  readonly whole: string;
  /** Said when it has been enlarged. @param times As in `2.5`. */
  readonly zoomed: (times: string) => string;
}

const english: ZoomWords = {
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  whole: 'Whole picture',
  zoomed: (times) => `Zoom ${times} times`,
};

const languages = new Map<string, ZoomWords>(
  Object.entries({
    en: english,
    de: {
      zoomIn: 'Vergrößern',
      zoomOut: 'Verkleinern',
      whole: 'Ganzes Bild',
      zoomed: (times) => `${times}-fach vergrößert`,
    },
    es: {
      zoomIn: 'Acercar',
      zoomOut: 'Alejar',
      whole: 'Imagen completa',
      zoomed: (times) => `Ampliada ${times} veces`,
    },
    fr: {
      zoomIn: 'Zoom avant',
      zoomOut: 'Zoom arrière',
      whole: 'Image entière',
      zoomed: (times) => `Image agrandie ${times} fois`,
    },
    pt: {
      zoomIn: 'Ampliar',
      zoomOut: 'Reduzir',
      whole: 'Imagem inteira',
      zoomed: (times) => `Ampliada ${times} vezes`,
    },
    ja: {
      zoomIn: '拡大',
      zoomOut: '縮小',
      whole: '全体を表示',
      zoomed: (times) => `${times}倍に拡大`,
    },
  } satisfies Readonly<Record<string, ZoomWords>>),
);

/** Brings a language, or changes single words of one, for all players of the page. */
export function defineZoomWords(lang: string, words: ZoomWords | Partial<ZoomWords>): void {
  languages.set(lang.toLowerCase(), { ...zoomWordsFor(lang), ...words });
  lookAgain();
}

/** The words for a language: of that one, its primary one, or English. */
export function zoomWordsFor(lang: string): ZoomWords {
  const wanted = lang.toLowerCase();
  return languages.get(wanted) ?? languages.get(wanted.split('-')[0] ?? '') ?? english;
}
