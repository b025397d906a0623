/** A table that becomes blocks of label and value where there is no room for columns. */
import type { ReactNode } from "react";

export interface Column<T> {
  head: string;
  cell: (row: T) => ReactNode;
  lang?: string;
  /** Figures stand at the right. */
  figure?: boolean;
}
interface Props<T> {
  caption: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  id: (row: T) => string;
  /** Many columns: needs more room than a usual pane has. */
  roomy?: boolean;
}

export function DataTable<T>({ caption, columns, rows, id, roomy = false }: Props<T>) {
  return (
    <table className={`utrecht-table data-table ${roomy ? "roomy" : ""}`}>
      <caption className="unseen">{caption}</caption>
      <thead className="utrecht-table__header">
        <tr>
          {columns.map((column) => (
            <th
              key={column.head}
              scope="col"
              className={`utrecht-table__header-cell utrecht-table__cell ${column.figure ? "figure" : ""}`}
            >
              {column.head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="utrecht-table__body">
        {rows.map((row) => (
          <tr key={id(row)} className="utrecht-table__row">
            {columns.map((column) => (
              <td key={column.head} className={`utrecht-table__cell ${column.figure ? "figure" : ""}`}>
                <span className="cell-label">{column.head}</span>
                <span lang={column.lang}>{column.cell(row)}</span>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
