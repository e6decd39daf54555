import { text } from '../../../internal/template-value';
import { Describing, Entry, Reader, known } from './describing';

/** The readers of the prefix lists of AWS, of one's own, and of the entries of one that the name of the file has. */
export const PREFIX_LISTS: Readonly<Record<string, Reader>> = {
  PrefixLists: named,
  ManagedPrefixLists: (entry, told) => {
    // The lists of AWS are known by their names; those of others by their entries alone.
    if (text(entry.OwnerId) === 'AWS') {
      named(entry, told);
    }
  },
};

function named(entry: Entry, told: Describing): void {
  told.add({
    ...known(entry, 'AWS::EC2::PrefixList', 'PrefixListId', told),
    properties: { PrefixListName: entry.PrefixListName },
  });
}

/** Reads the entries of a list, as `aws ec2 get-managed-prefix-list-entries` prints them: without the id of the list. */
export function readEntries(entries: readonly Entry[], told: Describing): void {
  const id = told.asked.pl;
  if (id === undefined) {
    told.faults.push({
      code: 'NetworkFacts.entry',
      message: `${told.source} has the entries of a prefix list and does not say of which; put its id in the name of the file, as pl-0a1b2c3d.prefix-list-entries.json`,
    });
    return;
  }
  const blocks = entries.map(({ Cidr }) => ({ Cidr }));
  told.add({ type: 'AWS::EC2::PrefixList', id, properties: { Entries: blocks } });
}
