//! Devices that come twice, by their UUID (rule 9.25).

use std::collections::HashMap;
use std::fs::File;
use std::hash::{BuildHasher, Hash, Hasher, RandomState};
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

use coreql::text::fold::fold;
use serde_json::Value as Json;

use crate::Device;

/// The bytes of an entry: ten that identify a device, six that identify its content.
const ENTRY: usize = 16;

/// How many entries of a file share one entry of its index.
const BLOCK: usize = 256;

/// How many files are searched before they are merged into one.
const MAX_FILES: usize = 8;

/// The devices that were seen so far. Each takes 16 bytes, in memory or, beyond a bound, in temporary files.
///
/// A device is known by a hash of 80 bits of its UUID, whose seed is random: among a million devices two are mistaken
/// for one with a probability below 10⁻¹².
///
/// ```
/// use coreql_data::{Device, Duplicates, Seen};
///
/// let mut duplicates = Duplicates::new(64 << 20);
/// let ios = Device::from_json(br#"{"common.uuid": "a1", "common.platform": "iOS"}"#)?;
/// let android = Device::from_json(br#"{"common.uuid": "A1", "common.platform": "Android"}"#)?;
/// assert_eq!(duplicates.see("a1", &ios)?, Seen::First);
/// assert_eq!(duplicates.see("a1", &ios)?, Seen::Again);
/// assert_eq!(duplicates.see("A1", &android)?, Seen::AgainDifferent);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Duplicates {
    seed: RandomState,
    /// The most entries in memory.
    most: usize,
    recent: HashMap<Id, Content>,
    files: Vec<SortedFile>,
}

/// Whether a device was seen before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// It was not.
    First,
    /// It was, with the same values.
    Again,
    /// It was, with other values.
    AgainDifferent,
}

type Id = [u8; 10];
type Content = [u8; 6];

/// Entries in a file, sorted.
#[derive(Debug)]
struct SortedFile {
    file: File,
    /// The first entry of each block.
    index: Vec<Id>,
    entries: usize,
}

impl Duplicates {
    /// No device seen yet. Memory is bounded to this number of bytes, and to an entry for each 256 devices.
    pub fn new(memory: usize) -> Self {
        // A table is at least 7/16 full, with one byte more for each place.
        const IN_TABLE: usize = (ENTRY + 1) * 16 / 7;
        let most = (memory / IN_TABLE).max(BLOCK);
        Self { seed: RandomState::new(), most, recent: HashMap::new(), files: Vec::new() }
    }

    /// Sees a device with this UUID, which is compared as text is. A device is the same if its keys and the texts of
    /// its values are, in any order; missing values do not count.
    ///
    /// # Errors
    /// A temporary file cannot be read or written.
    pub fn see(&mut self, uuid: &str, device: &Device) -> io::Result<Seen> {
        let (id, content) = (self.id(uuid), self.content(device));
        if let Some(first) = self.first(&id)? {
            return Ok(if first == content { Seen::Again } else { Seen::AgainDifferent });
        }
        self.recent.insert(id, content);
        if self.recent.len() >= self.most {
            self.spill()?;
        }
        Ok(Seen::First)
    }

    fn first(&mut self, id: &Id) -> io::Result<Option<Content>> {
        if let Some(content) = self.recent.get(id) {
            return Ok(Some(*content));
        }
        for file in &mut self.files {
            if let Some(content) = file.get(id)? {
                return Ok(Some(content));
            }
        }
        Ok(None)
    }

    fn id(&self, uuid: &str) -> Id {
        let folded = fold(uuid);
        let [high, low] = [0_u8, 1].map(|half| self.seed.hash_one((half, &folded)).to_le_bytes());
        let mut id = [0; 10];
        for (to, from) in id.iter_mut().zip(high.into_iter().chain(low)) {
            *to = from;
        }
        id
    }

    fn content(&self, device: &Device) -> Content {
        let mut sum = 0_u64;
        for (key, value) in device.object() {
            let mut hasher = self.seed.build_hasher();
            key.hash(&mut hasher);
            match value {
                Json::Null => continue,
                Json::String(text) if text.is_empty() => continue,
                Json::String(text) => text.hash(&mut hasher),
                other => other.to_string().hash(&mut hasher),
            }
            sum = sum.wrapping_add(hasher.finish());
        }
        let mut content = [0; 6];
        for (to, from) in content.iter_mut().zip(sum.to_le_bytes()) {
            *to = from;
        }
        content
    }

    /// Writes what is in memory to a file.
    fn spill(&mut self) -> io::Result<()> {
        let mut entries: Vec<(Id, Content)> = self.recent.drain().collect();
        entries.sort_unstable();
        self.files.push(SortedFile::write(entries.into_iter().map(Ok))?);
        if self.files.len() >= MAX_FILES {
            let merged = SortedFile::merge(std::mem::take(&mut self.files))?;
            self.files.push(merged);
        }
        Ok(())
    }
}

impl SortedFile {
    fn write(entries: impl Iterator<Item = io::Result<(Id, Content)>>) -> io::Result<Self> {
        let mut file = BufWriter::new(tempfile::tempfile()?);
        let (mut index, mut count) = (Vec::new(), 0);
        for entry in entries {
            let (id, content) = entry?;
            if count % BLOCK == 0 {
                index.push(id);
            }
            file.write_all(&id)?;
            file.write_all(&content)?;
            count += 1;
        }
        let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(Self { file, index, entries: count })
    }

    fn get(&mut self, id: &Id) -> io::Result<Option<Content>> {
        let Some(block) = self.index.partition_point(|first| first <= id).checked_sub(1) else {
            return Ok(None);
        };
        let start = block * BLOCK;
        let length = BLOCK.min(self.entries - start) * ENTRY;
        self.file.seek(SeekFrom::Start(u64::try_from(start * ENTRY).unwrap_or(u64::MAX)))?;
        let mut entries = vec![0; length];
        self.file.read_exact(&mut entries)?;
        let (entries, _) = entries.as_chunks::<ENTRY>();
        Ok(entries.binary_search_by(|entry| entry.iter().take(10).cmp(id)).ok().and_then(|found| {
            let entry = entries.get(found)?;
            entry.last_chunk::<6>().copied()
        }))
    }

    /// One file of the entries of several, no two of which are equal.
    fn merge(files: Vec<Self>) -> io::Result<Self> {
        let mut readers = Vec::new();
        for mut file in files {
            file.file.rewind()?;
            let mut reader = BufReader::new(file.file);
            if let Some(next) = next_entry(&mut reader)? {
                readers.push((next, reader));
            }
        }
        let merged = std::iter::from_fn(move || {
            let least = (0..readers.len()).min_by_key(|at| readers.get(*at).map(|(next, _)| *next))?;
            let (head, reader) = readers.get_mut(least)?;
            let entry = *head;
            match next_entry(reader) {
                Ok(Some(next)) => *head = next,
                Ok(None) => drop(readers.swap_remove(least)),
                Err(error) => return Some(Err(error)),
            }
            Some(Ok(entry))
        });
        Self::write(merged)
    }
}

fn next_entry(reader: &mut impl Read) -> io::Result<Option<(Id, Content)>> {
    let (mut id, mut content) = ([0; 10], [0; 6]);
    match reader.read_exact(&mut id) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    reader.read_exact(&mut content)?;
    Ok(Some((id, content)))
}
