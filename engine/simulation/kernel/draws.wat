;; The draws of philox.ts and elementary.ts: the same operations in the same order, so the same bits.

;; One round of four counters: a0 x m0 goes to words 2 and 3, a2 x m1 to words 0 and 1.
(@macro round ($a0 $a1 $a2 $a3)
  (local.set $p (i64x2.extmul_low_i32x4_u (local.get $a0) (local.get $m0)))
  (local.set $q (i64x2.extmul_high_i32x4_u (local.get $a0) (local.get $m0)))
  (local.set $r (i64x2.extmul_low_i32x4_u (local.get $a2) (local.get $m1)))
  (local.set $s (i64x2.extmul_high_i32x4_u (local.get $a2) (local.get $m1)))
  (local.set $a0 (v128.xor (v128.xor (local.get $a1) (local.get $w0)) (@upper $r $s)))
  (local.set $a1 (@lower $r $s))
  (local.set $a2 (v128.xor (v128.xor (local.get $a3) (local.get $w1)) (@upper $p $q)))
  (local.set $a3 (@lower $p $q)))

;; Upper and lower halves of four products.
(@macro upper ($x $y) (i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31 (local.get $x) (local.get $y)))
(@macro lower ($x $y) (i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27 (local.get $x) (local.get $y)))

;; The first round, which has the paths in it: $a2 and $a3 of four of them.
(@macro begin ($a0 $a1 $a2 $a3 $four)
  (local.set $r $four)
  (local.set $p (i64x2.extmul_low_i32x4_u (local.get $r) (local.get $m0)))
  (local.set $q (i64x2.extmul_high_i32x4_u (local.get $r) (local.get $m0)))
  (local.set $a0 (local.get $after0))
  (local.set $a1 (local.get $after1))
  (local.set $a2 (v128.xor (local.get $before2) (@upper $p $q)))
  (local.set $a3 (@lower $p $q)))

;; Of the last round only word 0 is wanted: (word 0 + 0.5) / 2^32. A word beside the upper half of 2^52 is 2^52 + word.
(@macro end ($a1 $a2 $first $second)
  (local.set $p (i64x2.extmul_low_i32x4_u (local.get $a2) (local.get $m1)))
  (local.set $q (i64x2.extmul_high_i32x4_u (local.get $a2) (local.get $m1)))
  (local.set $r (v128.xor (v128.xor (local.get $a1) (local.get $w0)) (@upper $p $q)))
  (local.set $s (v128.const i32x4 0x43300000 0x43300000 0x43300000 0x43300000))
  (v128.store $first (local.get $at) (@uniform (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $r) (local.get $s))))
  (v128.store $second (local.get $at) (@uniform (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $r) (local.get $s)))))
(@macro uniform ($word)
  (f64x2.mul (@both 2.3283064365386963e-10) (f64x2.sub $word (@both 4503599627370495.5))))

;; Uniforms of the counters (path, month, kind, entity) of the first `count` paths, rounded up to a multiple of eight.
(func $uniforms (export "uniforms")
  (param $paths i32) (param $out i32) (param $count i32)
  (param $key0 i32) (param $key1 i32) (param $month i32) (param $kind i32) (param $entity i32)
  (local $at i32) (local $end i32) (local $turn i32)
  (local $kinds i64) (local $after0 v128) (local $after1 v128) (local $before2 v128)
  (local $first0 v128) (local $first1 v128) (local $step0 v128) (local $step1 v128)
  (local $m0 v128) (local $m1 v128) (local $w0 v128) (local $w1 v128)
  (local $a0 v128) (local $a1 v128) (local $a2 v128) (local $a3 v128)
  (local $b0 v128) (local $b1 v128) (local $b2 v128) (local $b3 v128)
  (local $p v128) (local $q v128) (local $r v128) (local $s v128)
  (local.set $m0 (i32x4.splat (i32.const 0xd2511f53)))
  (local.set $m1 (i32x4.splat (i32.const 0xcd9e8d57)))
  (local.set $step0 (i32x4.splat (i32.const 0x9e3779b9)))
  (local.set $step1 (i32x4.splat (i32.const 0xbb67ae85)))
  (local.set $first0 (i32x4.splat (local.get $key0)))
  (local.set $first1 (i32x4.splat (local.get $key1)))
  ;; what all paths have in common of the first round
  (local.set $kinds (i64.mul (i64.extend_i32_u (local.get $kind)) (i64.const 0xcd9e8d57)))
  (local.set $after0 (i32x4.splat
    (i32.xor (i32.xor (i32.wrap_i64 (i64.shr_u (local.get $kinds) (i64.const 32))) (local.get $month)) (local.get $key0))))
  (local.set $after1 (i32x4.splat (i32.wrap_i64 (local.get $kinds))))
  (local.set $before2 (i32x4.splat (i32.xor (local.get $entity) (local.get $key1))))
  (local.set $at (local.get $out))
  (local.set $end (i32.add (local.get $out) (i32.shl (local.get $count) (i32.const 3))))
  (loop $eights
    (@begin $a0 $a1 $a2 $a3 (v128.load (local.get $paths)))
    (@begin $b0 $b1 $b2 $b3 (v128.load offset=16 (local.get $paths)))
    (local.set $w0 (local.get $first0))
    (local.set $w1 (local.get $first1))
    (local.set $turn (i32.const 8))
    (loop $rounds
      (local.set $w0 (i32x4.add (local.get $w0) (local.get $step0)))
      (local.set $w1 (i32x4.add (local.get $w1) (local.get $step1)))
      (@round $a0 $a1 $a2 $a3)
      (@round $b0 $b1 $b2 $b3)
      (br_if $rounds (local.tee $turn (i32.sub (local.get $turn) (i32.const 1)))))
    (local.set $w0 (i32x4.add (local.get $w0) (local.get $step0)))
    (@end $a1 $a2 offset=0 offset=16)
    (@end $b1 $b2 offset=32 offset=48)
    (local.set $paths (i32.add (local.get $paths) (i32.const 32)))
    (br_if $eights (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 64))) (local.get $end)))))

;; The same through the inverse normal distribution (Wichura 1988, AS 241). All go through the rational function of the middle first; about
;; one in seven lies farther out than 0.425: where is listed without a branch, which would be guessed wrong, and those are done again.
(func (export "normals")
  (param $paths i32) (param $out i32) (param $count i32)
  (param $key0 i32) (param $key1 i32) (param $month i32) (param $kind i32) (param $entity i32)
  (local $at i32) (local $end i32) (local $list i32) (local $mask i32) (local $one i32) (local $two i32)
  (local $p v128) (local $q v128) (local $r v128) (local $k v128) (local $f v128) (local $s v128) (local $z v128) (local $w v128)
  (call $uniforms (local.get $paths) (global.get $uniformsAt) (local.get $count)
    (local.get $key0) (local.get $key1) (local.get $month) (local.get $kind) (local.get $entity))
  (local.set $list (global.get $farAt))
  (local.set $end (i32.shl (i32.and (i32.add (local.get $count) (i32.const 7)) (i32.const -8)) (i32.const 3)))
  (loop $pairs
    (local.set $q (f64x2.sub (v128.load (i32.add (global.get $uniformsAt) (local.get $at))) (@both 0.5)))
    (local.set $r (f64x2.sub (@both 0.180625) (f64x2.mul (local.get $q) (local.get $q))))
    (v128.store (i32.add (local.get $out) (local.get $at))
      (f64x2.div
        (f64x2.mul (local.get $q) (@horner $r
          2509.0809287301227 33430.57558358813 67265.7709270087 45921.95393154987 13731.69376550946 1971.5909503065513
          133.14166789178438 3.3871328727963665))
        (@horner $r
          5226.495278852854 28729.085735721943 39307.89580009271 21213.794301586597 5394.196021424751 687.1870074920579
          42.31333070160091 1)))
    (local.set $mask (i64x2.bitmask (f64x2.gt (f64x2.abs (local.get $q)) (@both 0.425))))
    (i32.store (local.get $list) (local.get $at))
    (local.set $list (i32.add (local.get $list) (i32.shl (i32.and (local.get $mask) (i32.const 1)) (i32.const 2))))
    (i32.store (local.get $list) (i32.add (local.get $at) (i32.const 8)))
    (local.set $list (i32.add (local.get $list) (i32.shl (i32.shr_u (local.get $mask) (i32.const 1)) (i32.const 2))))
    (br_if $pairs (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $end))))
  (if (i32.eq (local.get $list) (global.get $farAt)) (then (return)))
  ;; an odd one out is done twice
  (i32.store (local.get $list) (i32.load (i32.sub (local.get $list) (i32.const 4))))
  (local.set $at (global.get $farAt))
  (loop $fars
    (local.set $one (i32.load (local.get $at)))
    (local.set $two (i32.load offset=4 (local.get $at)))
    (local.set $p (v128.load64_lane 1 (i32.add (global.get $uniformsAt) (local.get $two))
      (v128.load64_zero (i32.add (global.get $uniformsAt) (local.get $one)))))
    (local.set $q (f64x2.sub (local.get $p) (@both 0.5)))
    ;; the nearer end: p or 1 - p = 2^k m, sqrt(1/2) < m <= sqrt 2
    (local.set $p (f64x2.pmin (local.get $p) (f64x2.sub (@both 1) (local.get $p))))
    (local.set $k (i32x4.sub (i32x4.shr_u (i8x16.shuffle 4 5 6 7 12 13 14 15 4 5 6 7 12 13 14 15 (local.get $p) (local.get $p)) (i32.const 20))
      (v128.const i32x4 1023 1023 1023 1023)))
    (local.set $k (f64x2.convert_low_i32x4_s (local.get $k)))
    (local.set $p (v128.or (v128.and (local.get $p) (v128.const i64x2 0x000fffffffffffff 0x000fffffffffffff)) (@both 1)))
    (local.set $w (f64x2.gt (local.get $p) (@both 1.4142135623730951)))
    (local.set $k (f64x2.add (local.get $k) (v128.and (local.get $w) (@both 1))))
    (local.set $p (f64x2.mul (local.get $p) (v128.bitselect (@both 0.5) (@both 1) (local.get $w))))
    ;; log of it in s = f / (2 + f), f = m - 1, as in elementary.ts; $r becomes half f^2
    (local.set $f (f64x2.sub (local.get $p) (@both 1)))
    (local.set $s (f64x2.div (local.get $f) (f64x2.add (@both 2) (local.get $f))))
    (local.set $z (f64x2.mul (local.get $s) (local.get $s)))
    (local.set $w (f64x2.mul (local.get $z) (local.get $z)))
    (local.set $r (f64x2.mul (f64x2.mul (@both 0.5) (local.get $f)) (local.get $f)))
    (local.set $p (f64x2.add
      (f64x2.add (local.get $r)
        (f64x2.mul (local.get $w) (@horner $w 0.15313837699209373 0.22222198432149784 0.3999999999940942)))
      (f64x2.mul (local.get $z) (@horner $w 0.14798198605116586 0.1818357216161805 0.2857142874366239 0.6666666666666735))))
    (local.set $p (f64x2.sub (f64x2.mul (local.get $k) (@both 0.6931471803691238))
      (f64x2.sub
        (f64x2.sub (local.get $r)
          (f64x2.add (f64x2.mul (local.get $s) (local.get $p)) (f64x2.mul (local.get $k) (@both 1.9082149292705877e-10))))
        (local.get $f))))
    ;; r = sqrt(-log) - 1.6
    (local.set $r (f64x2.sub (f64x2.sqrt (f64x2.neg (local.get $p))) (@both 1.6)))
    (local.set $p (f64x2.div
      (@horner $r
        0.0007745450142783414 0.022723844989269184 0.2417807251774506 1.2704582524523684 3.6478483247632045 5.769497221460691
        4.630337846156546 1.4234371107496835)
      (@horner $r
        1.0507500716444169e-9 0.0005475938084995345 0.015198666563616457 0.14810397642748008 0.6897673349851 1.6763848301838038
        2.053191626637759 1)))
    ;; the sign of q
    (local.set $p (v128.xor (local.get $p) (v128.and (local.get $q) (v128.const i64x2 0x8000000000000000 0x8000000000000000))))
    (v128.store64_lane 0 (i32.add (local.get $out) (local.get $one)) (local.get $p))
    (v128.store64_lane 1 (i32.add (local.get $out) (local.get $two)) (local.get $p))
    (br_if $fars (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 8))) (local.get $list)))))
