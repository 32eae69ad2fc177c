//! Sorted parts in temporary files, and their merging.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Seek, Write};
use std::rc::Rc;

use super::SortColumn;
use super::row::Row;

/// How many files are merged into one at a time.
const FAN_IN: usize = 16;

/// The buffer of each file that is merged.
const BUFFER: usize = 1 << 16;

/// The parts that do not fit into memory: sorted files, at each level older ones first, and older at higher levels. A
/// full level becomes one file of the next.
#[derive(Debug, Default)]
pub(super) struct Runs {
    levels: Vec<Vec<File>>,
}

impl Runs {
    /// Writes sorted rows to a new file.
    pub(super) fn add(&mut self, columns: &[SortColumn], most: usize, rows: Vec<Row>) -> io::Result<()> {
        let mut file = write(rows.into_iter().map(Ok))?;
        for level in 0.. {
            if self.levels.len() <= level {
                self.levels.push(Vec::new());
            }
            let Some(files) = self.levels.get_mut(level) else { break };
            files.push(file);
            if files.len() < FAN_IN {
                break;
            }
            let full = Self { levels: vec![std::mem::take(files)] };
            file = write(Merge::new(columns.to_vec(), full, Vec::new())?.take(most))?;
        }
        Ok(())
    }
}

fn write(rows: impl Iterator<Item = io::Result<Row>>) -> io::Result<File> {
    let mut file = BufWriter::with_capacity(BUFFER, tempfile::tempfile()?);
    for row in rows {
        row?.write(&mut file)?;
    }
    file.flush()?;
    let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.rewind()?;
    Ok(file)
}

/// The rows of several sorted sources, in order; of equal ones those of the earlier source first.
pub(super) struct Merge {
    columns: Rc<[SortColumn]>,
    sources: Vec<Source>,
    heads: BinaryHeap<Head>,
    failed: Option<io::Error>,
}

enum Source {
    File(BufReader<File>),
    Memory(std::vec::IntoIter<Row>),
}

/// The next row of a source. The greatest in a heap is the first in order.
struct Head {
    row: Row,
    source: usize,
    columns: Rc<[SortColumn]>,
}

impl Merge {
    pub(super) fn new(columns: Vec<SortColumn>, runs: Runs, rows: Vec<Row>) -> io::Result<Self> {
        let files = runs.levels.into_iter().rev().flatten();
        let mut sources: Vec<Source> =
            files.map(|file| Source::File(BufReader::with_capacity(BUFFER, file))).collect();
        sources.push(Source::Memory(rows.into_iter()));
        let count = sources.len();
        let mut merge = Self { columns: columns.into(), sources, heads: BinaryHeap::new(), failed: None };
        for source in 0..count {
            merge.take_head(source)?;
        }
        Ok(merge)
    }

    fn take_head(&mut self, source: usize) -> io::Result<()> {
        let row = match self.sources.get_mut(source) {
            Some(Source::File(file)) => Row::read(file, &self.columns)?,
            Some(Source::Memory(rows)) => rows.next(),
            None => None,
        };
        self.heads.extend(row.map(|row| Head { row, source, columns: Rc::clone(&self.columns) }));
        Ok(())
    }
}

impl Iterator for Merge {
    type Item = io::Result<Row>;

    fn next(&mut self) -> Option<io::Result<Row>> {
        if let Some(error) = self.failed.take() {
            self.heads.clear();
            return Some(Err(error));
        }
        let Head { row, source, .. } = self.heads.pop()?;
        self.failed = self.take_head(source).err();
        Some(Ok(row))
    }
}

impl Ord for Head {
    fn cmp(&self, other: &Self) -> Ordering {
        other.row.compare(&self.row, &self.columns).then(other.source.cmp(&self.source))
    }
}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Head {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Head {}
