;; The draws of philox.ts and elementary.ts, eight paths at a time: the same operations in the same order, so the same bits.
;; `npm run kernel` makes drawsKernel.ts from it.
;;
;; Memory: 64 path numbers (i32) from 0, 64 uniforms (f64) from 256, 64 normals (f64) from 768.
(module
  (memory (export "memory") 1)

  ;; Uniforms of the counters (path, month, kind, entity) of the first `count` paths, rounded up to a multiple of eight.
  (func $uniforms (export "uniforms")
    (param $count i32) (param $key0 i32) (param $key1 i32) (param $month i32) (param $kind i32) (param $entity i32)
    (local $i i32) (local $round i32) (local $k0 i32) (local $k1 i32)
    (local $kinds i64) (local $after0 v128) (local $after1 v128) (local $before2 v128)
    (local $m0 v128) (local $m1 v128) (local $w0 v128) (local $w1 v128)
    (local $a0 v128) (local $a1 v128) (local $a2 v128) (local $a3 v128)
    (local $b0 v128) (local $b1 v128) (local $b2 v128) (local $b3 v128)
    (local $p v128) (local $q v128) (local $r v128) (local $s v128)
    (local.set $m0 (i32x4.splat (i32.const 0xd2511f53)))
    (local.set $m1 (i32x4.splat (i32.const 0xcd9e8d57)))
    ;; what all paths have in common of the first round
    (local.set $kinds (i64.mul (i64.extend_i32_u (local.get $kind)) (i64.const 0xcd9e8d57)))
    (local.set $after0 (i32x4.splat
      (i32.xor (i32.xor (i32.wrap_i64 (i64.shr_u (local.get $kinds) (i64.const 32))) (local.get $month)) (local.get $key0))))
    (local.set $after1 (i32x4.splat (i32.wrap_i64 (local.get $kinds))))
    (local.set $before2 (i32x4.splat (i32.xor (local.get $entity) (local.get $key1))))
    (loop $paths
      ;; the first round, with the paths: lower and upper halves of path x multiplier
      (local.set $r (v128.load (i32.shl (local.get $i) (i32.const 2))))
      (local.set $s (v128.load offset=16 (i32.shl (local.get $i) (i32.const 2))))
      (local.set $p (i64x2.extmul_low_i32x4_u (local.get $r) (local.get $m0)))
      (local.set $q (i64x2.extmul_high_i32x4_u (local.get $r) (local.get $m0)))
      (local.set $a2 (v128.xor (local.get $before2)
        (i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31 (local.get $p) (local.get $q))))
      (local.set $a3 (i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27 (local.get $p) (local.get $q)))
      (local.set $r (i64x2.extmul_low_i32x4_u (local.get $s) (local.get $m0)))
      (local.set $s (i64x2.extmul_high_i32x4_u (local.get $s) (local.get $m0)))
      (local.set $b2 (v128.xor (local.get $before2)
        (i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31 (local.get $r) (local.get $s))))
      (local.set $b3 (i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27 (local.get $r) (local.get $s)))
      (local.set $a0 (local.get $after0))
      (local.set $b0 (local.get $after0))
      (local.set $a1 (local.get $after1))
      (local.set $b1 (local.get $after1))
      (local.set $k0 (local.get $key0))
      (local.set $k1 (local.get $key1))
      (local.set $round (i32.const 9))
      (loop $rounds
        (local.set $k0 (i32.add (local.get $k0) (i32.const 0x9e3779b9)))
        (local.set $k1 (i32.add (local.get $k1) (i32.const 0xbb67ae85)))
        (local.set $w0 (i32x4.splat (local.get $k0)))
        (local.set $w1 (i32x4.splat (local.get $k1)))
        ;; a0 x m0 goes to words 2 and 3, a2 x m1 to words 0 and 1
        (local.set $p (i64x2.extmul_low_i32x4_u (local.get $a0) (local.get $m0)))
        (local.set $q (i64x2.extmul_high_i32x4_u (local.get $a0) (local.get $m0)))
        (local.set $r (i64x2.extmul_low_i32x4_u (local.get $a2) (local.get $m1)))
        (local.set $s (i64x2.extmul_high_i32x4_u (local.get $a2) (local.get $m1)))
        (local.set $a0 (v128.xor (v128.xor (local.get $a1) (local.get $w0))
          (i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31 (local.get $r) (local.get $s))))
        (local.set $a1 (i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27 (local.get $r) (local.get $s)))
        (local.set $a2 (v128.xor (v128.xor (local.get $a3) (local.get $w1))
          (i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31 (local.get $p) (local.get $q))))
        (local.set $a3 (i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27 (local.get $p) (local.get $q)))
        (local.set $p (i64x2.extmul_low_i32x4_u (local.get $b0) (local.get $m0)))
        (local.set $q (i64x2.extmul_high_i32x4_u (local.get $b0) (local.get $m0)))
        (local.set $r (i64x2.extmul_low_i32x4_u (local.get $b2) (local.get $m1)))
        (local.set $s (i64x2.extmul_high_i32x4_u (local.get $b2) (local.get $m1)))
        (local.set $b0 (v128.xor (v128.xor (local.get $b1) (local.get $w0))
          (i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31 (local.get $r) (local.get $s))))
        (local.set $b1 (i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27 (local.get $r) (local.get $s)))
        (local.set $b2 (v128.xor (v128.xor (local.get $b3) (local.get $w1))
          (i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31 (local.get $p) (local.get $q))))
        (local.set $b3 (i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27 (local.get $p) (local.get $q)))
        (br_if $rounds (local.tee $round (i32.sub (local.get $round) (i32.const 1)))))
      ;; (word 0 + 0.5) / 2^32
      (call $store (local.get $i) (local.get $a0))
      (call $store (i32.add (local.get $i) (i32.const 4)) (local.get $b0))
      (br_if $paths (i32.lt_s (local.tee $i (i32.add (local.get $i) (i32.const 8))) (local.get $count)))))

  ;; Four words as uniforms from place i.
  (func $store (param $i i32) (param $words v128)
    (local $at i32)
    (local.set $at (i32.shl (local.get $i) (i32.const 3)))
    (v128.store offset=256 (local.get $at) (f64x2.mul (v128.const f64x2 0x1p-32 0x1p-32)
      (f64x2.add (v128.const f64x2 0.5 0.5) (f64x2.convert_low_i32x4_u (local.get $words)))))
    (v128.store offset=272 (local.get $at) (f64x2.mul (v128.const f64x2 0x1p-32 0x1p-32)
      (f64x2.add (v128.const f64x2 0.5 0.5) (f64x2.convert_low_i32x4_u
        (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $words) (local.get $words)))))))

  ;; The same through the inverse normal distribution as it is within 0.425 of the middle (Wichura 1988, AS 241); what lies
  ;; farther out is put right by the caller.
  (func (export "normals")
    (param $count i32) (param $key0 i32) (param $key1 i32) (param $month i32) (param $kind i32) (param $entity i32)
    (local $at i32) (local $q v128) (local $r v128)
    (call $uniforms
      (local.get $count) (local.get $key0) (local.get $key1) (local.get $month) (local.get $kind) (local.get $entity))
    (loop $pairs
      (local.set $q (f64x2.sub (v128.load offset=256 (local.get $at)) (v128.const f64x2 0.5 0.5)))
      (local.set $r (f64x2.sub (v128.const f64x2 0.180625 0.180625) (f64x2.mul (local.get $q) (local.get $q))))
      (v128.store offset=768 (local.get $at)
        (f64x2.div
          (f64x2.mul (local.get $q)
          (f64x2.add (f64x2.mul (f64x2.add (f64x2.mul (f64x2.add (f64x2.mul (f64x2.add (f64x2.mul (f64x2.add (f64x2.mul (f64x2.add (f64x2.mul (f64x2.add (f64x2.mul (v128.const f64x2 2509.0809287301227 2509.0809287301227) (local.get $r))
          (v128.const f64x2 33430.57558358813 33430.57558358813)) (local.get $r))
          (v128.const f64x2 67265.7709270087 67265.7709270087)) (local.get $r))
          (v128.const f64x2 45921.95393154987 45921.95393154987)) (local.get $r))
          (v128.const f64x2 13731.69376550946 13731.69376550946)) (local.get $r))
          (v128.const f64x2 1971.5909503065513 1971.5909503065513)) (local.get $r))
          (v128.const f64x2 133.14166789178438 133.14166789178438)) (local.get $r))
          (v128.const f64x2 3.3871328727963665 3.3871328727963665)))
          (f64x2.add (f64x2.mul (f64x2.add (f64x2.mul (f64x2.add (f64x2.mul (f64x2.add (f64x2.mul (f64x2.add (f64x2.mul (f64x2.add (f64x2.mul (f64x2.add (f64x2.mul (v128.const f64x2 5226.495278852854 5226.495278852854) (local.get $r))
          (v128.const f64x2 28729.085735721943 28729.085735721943)) (local.get $r))
          (v128.const f64x2 39307.89580009271 39307.89580009271)) (local.get $r))
          (v128.const f64x2 21213.794301586597 21213.794301586597)) (local.get $r))
          (v128.const f64x2 5394.196021424751 5394.196021424751)) (local.get $r))
          (v128.const f64x2 687.1870074920579 687.1870074920579)) (local.get $r))
          (v128.const f64x2 42.31333070160091 42.31333070160091)) (local.get $r))
          (v128.const f64x2 1 1))))
      (br_if $pairs (i32.lt_s (local.tee $at (i32.add (local.get $at) (i32.const 16))) (i32.shl (local.get $count) (i32.const 3))))))
)
