//! DDSketch and t-digest behind the table of bench/durations.h.
use sketches_ddsketch::{Config, DDSketch};
use std::ffi::{c_char, c_void};
use tdigest::TDigest;

#[repr(C)]
pub struct Peer {
    name: *const c_char,
    make: Option<extern "C" fn() -> *mut c_void>,
    release: Option<extern "C" fn(*mut c_void)>,
    add: Option<extern "C" fn(*mut c_void, *const i64, usize)>,
    scatter: Option<extern "C" fn(*const *mut c_void, *const u32, *const i64, usize)>,
    merge: Option<extern "C" fn(*mut c_void, *const c_void)>,
    quantile: Option<extern "C" fn(*mut c_void, f64) -> f64>,
}
unsafe impl Sync for Peer {}

trait Sketch: Sized {
    fn make() -> Self;
    fn add_one(&mut self, ms: f64);
    fn merge_in(&mut self, other: &Self);
    fn read(&mut self, q: f64) -> f64;
}

impl Sketch for DDSketch {
    fn make() -> Self {
        DDSketch::new(Config::defaults())
    }
    #[inline(always)]
    fn add_one(&mut self, ms: f64) {
        self.add(ms)
    }
    fn merge_in(&mut self, other: &Self) {
        self.merge(other).unwrap()
    }
    fn read(&mut self, q: f64) -> f64 {
        self.quantile(q).unwrap().unwrap_or(f64::NAN)
    }
}

impl Sketch for TDigest {
    fn make() -> Self {
        TDigest::new_with_size(100)
    }
    #[inline(always)]
    fn add_one(&mut self, ms: f64) {
        self.push(ms)
    }
    fn merge_in(&mut self, other: &Self) {
        let mut other = other.clone();
        other.flush();
        self.flush();
        let own = std::mem::take(self);
        *self = TDigest::merge_digests(vec![own, other]);
    }
    fn read(&mut self, q: f64) -> f64 {
        self.flush();
        self.estimate_quantile(q).unwrap_or(f64::NAN)
    }
}

extern "C" fn make<S: Sketch>() -> *mut c_void {
    Box::into_raw(Box::new(S::make())) as *mut c_void
}
extern "C" fn release<S: Sketch>(s: *mut c_void) {
    drop(unsafe { Box::from_raw(s as *mut S) })
}
extern "C" fn add<S: Sketch>(s: *mut c_void, ms: *const i64, n: usize) {
    let s = unsafe { &mut *(s as *mut S) };
    for &v in unsafe { std::slice::from_raw_parts(ms, n) } {
        s.add_one(v as f64);
    }
}
extern "C" fn scatter<S: Sketch>(all: *const *mut c_void, which: *const u32, ms: *const i64, n: usize) {
    for i in 0..n {
        let s = unsafe { &mut *(*all.add(*which.add(i) as usize) as *mut S) };
        s.add_one(unsafe { *ms.add(i) } as f64);
    }
}
extern "C" fn merge<S: Sketch>(s: *mut c_void, other: *const c_void) {
    unsafe { (*(s as *mut S)).merge_in(&*(other as *const S)) }
}
extern "C" fn quantile<S: Sketch>(s: *mut c_void, q: f64) -> f64 {
    unsafe { (*(s as *mut S)).read(q) }
}

const fn peer<S: Sketch>(name: &'static [u8]) -> Peer {
    Peer {
        name: name.as_ptr() as *const c_char,
        make: Some(make::<S>),
        release: Some(release::<S>),
        add: Some(add::<S>),
        scatter: Some(scatter::<S>),
        merge: Some(merge::<S>),
        quantile: Some(quantile::<S>),
    }
}

static PEERS: [Peer; 3] = [
    peer::<DDSketch>(b"DDSketch (crate), 1 %\0"),
    peer::<TDigest>(b"t-digest (crate), 100\0"),
    Peer { name: std::ptr::null(), make: None, release: None, add: None, scatter: None, merge: None, quantile: None },
];

#[no_mangle]
pub extern "C" fn durations_peers() -> *const Peer {
    PEERS.as_ptr()
}
