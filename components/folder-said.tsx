import { folderParts } from '@/lib/domain/folder';
import { useWords } from './words/use-words';
import './folder.css';

export interface FolderSaidProps {
  readonly says: 'folder.title' | 'folder.open';
  readonly folderId: string;
}

/** In the place of the name while the sentence is made. */
const NAME = '\u0000';

/** A folder by its name, of which neither the date nor the letters are cut in two at the end of a line. */
export function FolderSaid({ says, folderId }: FolderSaidProps) {
  const { t, date } = useWords();
  const [before, after] = t(says, { name: NAME }).split(NAME);
  const { day, letters } = folderParts(folderId);
  return (
    <span>
      {before}
      <span className="folder-whole">{date(day)}</span> <span className="folder-whole">{letters}</span>
      {after}
    </span>
  );
}
