//! Contenders in turn, round after round, so that a slow moment of the machine hits all alike.

#[cfg(not(feature = "allocations"))]
use std::time::Instant;

pub struct Contender<'a> {
    pub name: &'static str,
    run: Box<dyn FnMut() + 'a>,
    #[cfg(not(feature = "allocations"))]
    nanoseconds: Vec<f64>,
}

impl<'a> Contender<'a> {
    pub fn new(name: &'static str, run: impl FnMut() + 'a) -> Self {
        Self {
            name,
            run: Box::new(run),
            #[cfg(not(feature = "allocations"))]
            nanoseconds: Vec::new(),
        }
    }
}

#[cfg(not(feature = "allocations"))]
const ROUNDS: usize = 31;

/// Prints how many allocations a run takes.
#[cfg(feature = "allocations")]
pub fn race(title: &str, _units: u32, contenders: Vec<Contender<'_>>) {
    for mut contender in contenders {
        let counted = allocation_counter::measure(|| (contender.run)()).count_total;
        println!("{title}\t{}\t{counted}", contender.name);
    }
}

/// What another build counted, from the file that the environment names.
#[cfg(not(feature = "allocations"))]
fn counted(title: &str, contender: &str) -> String {
    let lines = std::env::var("ALLOCATIONS").ok().and_then(|path| std::fs::read_to_string(path).ok());
    let start = format!("{title}\t{contender}\t");
    let lines = lines.unwrap_or_default();
    lines.lines().find_map(|line| line.strip_prefix(&start)).unwrap_or("?").to_owned()
}

/// Prints a table: median nanoseconds for each of `units`, its ratio to the first contender's, round by round, and
/// allocations a run.
#[cfg(not(feature = "allocations"))]
pub fn race(title: &str, units: u32, mut contenders: Vec<Contender<'_>>) {
    let batches: Vec<u32> = contenders
        .iter_mut()
        .map(|contender| {
            // As many runs as take about two milliseconds.
            let started = Instant::now();
            let mut runs = 0u32;
            while started.elapsed().as_micros() < 2000 {
                (contender.run)();
                runs += 1;
            }
            runs
        })
        .collect();
    for _ in 0..ROUNDS {
        for (contender, batch) in contenders.iter_mut().zip(&batches) {
            let started = Instant::now();
            for _ in 0..*batch {
                (contender.run)();
            }
            let taken = started.elapsed().as_nanos() as f64 / f64::from(*batch) / f64::from(units);
            contender.nanoseconds.push(taken);
        }
    }
    println!("\n{title}\n\n| contender | ns | ratio | allocations |\n|---|---:|---:|---:|");
    let own = contenders[0].nanoseconds.clone();
    for contender in &contenders {
        let ratios = contender.nanoseconds.iter().zip(&own).map(|(taken, own)| taken / own).collect();
        let (taken, ratio) = (median(contender.nanoseconds.clone()), median(ratios));
        let counted = counted(title, contender.name);
        println!("| {} | {taken:.1} | {ratio:.2} | {counted} |", contender.name);
    }
}

#[cfg(not(feature = "allocations"))]
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
