;; Prices of a month, lane by lane, as in plainKernel.ts. Lanes go by eight; all 64 of a room are done, whatever the count of paths.

;; e = L z; Y = a Y + m sig e; V = a^2 V + m^2 sig^2. A term is the place of a factor's normals (i32) and, 8 bytes on, its share (f64).
(@macro eachMove ($e $offset)
  (local.set $sigma (f64x2.mul (local.get $sig) (v128.load $offset (local.get $m))))
  (v128.store $offset (local.get $y) (f64x2.add
    (f64x2.mul (local.get $a) (v128.load $offset (local.get $y))) (f64x2.mul (local.get $sigma) (local.get $e))))
  (v128.store $offset (local.get $v) (f64x2.add
    (f64x2.mul (local.get $aa) (v128.load $offset (local.get $v))) (f64x2.mul (local.get $sigma) (local.get $sigma)))))
(@macro addTerm ($e $offset)
  (local.set $e (f64x2.add (local.get $e) (f64x2.mul (local.get $share) (v128.load $offset (local.get $z))))))
(func (export "move")
  (param $terms i32) (param $n i32) (param $y i32) (param $v i32) (param $m i32)
  (param $decay f64) (param $square f64) (param $scale f64)
  (local $at i32) (local $term i32) (local $last i32) (local $z i32)
  (local $a v128) (local $aa v128) (local $sig v128) (local $sigma v128) (local $share v128)
  (local $e0 v128) (local $e1 v128) (local $e2 v128) (local $e3 v128)
  (local.set $a (f64x2.splat (local.get $decay)))
  (local.set $aa (f64x2.splat (local.get $square)))
  (local.set $sig (f64x2.splat (local.get $scale)))
  (local.set $last (i32.add (local.get $terms) (i32.shl (local.get $n) (i32.const 4))))
  (loop $lanes
    (local.set $e0 (@both 0))
    (local.set $e1 (@both 0))
    (local.set $e2 (@both 0))
    (local.set $e3 (@both 0))
    (local.set $term (local.get $terms))
    (loop $rows
      (local.set $z (i32.add (i32.load (local.get $term)) (local.get $at)))
      (local.set $share (v128.load64_splat offset=8 (local.get $term)))
      (@addTerm $e0 offset=0)
      (@addTerm $e1 offset=16)
      (@addTerm $e2 offset=32)
      (@addTerm $e3 offset=48)
      (br_if $rows (i32.lt_u (local.tee $term (i32.add (local.get $term) (i32.const 16))) (local.get $last))))
    (@eachMove $e0 offset=0)
    (@eachMove $e1 offset=16)
    (@eachMove $e2 offset=32)
    (@eachMove $e3 offset=48)
    (local.set $y (i32.add (local.get $y) (i32.const 64)))
    (local.set $v (i32.add (local.get $v) (i32.const 64)))
    (local.set $m (i32.add (local.get $m) (i32.const 64)))
    (br_if $lanes (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 64))) (i32.const 512)))))

;; ln S/F = Y - V/2 + L ln D - ln M.
(func (export "logPrice")
  (param $y i32) (param $v i32) (param $d i32) (param $out i32) (param $exponent f64) (param $lessMean f64)
  (local $at i32) (local $l v128) (local $less v128)
  (local.set $l (f64x2.splat (local.get $exponent)))
  (local.set $less (f64x2.splat (local.get $lessMean)))
  (loop $lanes
    (v128.store (i32.add (local.get $out) (local.get $at))
      (f64x2.sub
        (f64x2.add
          (f64x2.sub (v128.load (i32.add (local.get $y) (local.get $at)))
            (f64x2.mul (@both 0.5) (v128.load (i32.add (local.get $v) (local.get $at)))))
          (f64x2.mul (local.get $l) (v128.load (i32.add (local.get $d) (local.get $at)))))
        (local.get $less)))
    (br_if $lanes (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (i32.const 512)))))

;; A follower's: beta ln Q - beta (beta - 1) V/2 of what it follows + Y - V/2 of its own - ln of the mean of R^beta.
(func (export "logFollower")
  (param $q i32) (param $vq i32) (param $y i32) (param $v i32) (param $out i32) (param $beta f64) (param $lessMean f64)
  (local $at i32) (local $b v128) (local $half v128) (local $less v128)
  (local.set $b (f64x2.splat (local.get $beta)))
  (local.set $half (f64x2.splat (f64.mul (f64.mul (f64.const 0.5) (local.get $beta)) (f64.sub (local.get $beta) (f64.const 1)))))
  (local.set $less (f64x2.splat (local.get $lessMean)))
  (loop $lanes
    (v128.store (i32.add (local.get $out) (local.get $at))
      (f64x2.sub
        (f64x2.sub
          (f64x2.add
            (f64x2.sub (f64x2.mul (local.get $b) (v128.load (i32.add (local.get $q) (local.get $at))))
              (f64x2.mul (local.get $half) (v128.load (i32.add (local.get $vq) (local.get $at)))))
            (v128.load (i32.add (local.get $y) (local.get $at))))
          (f64x2.mul (@both 0.5) (v128.load (i32.add (local.get $v) (local.get $at)))))
        (local.get $less)))
    (br_if $lanes (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (i32.const 512)))))

;; e^x as in elementary.ts. n = round(64 x / ln 2) stands in the last bits of $t, a sum with 1.5 x 2^52; its lowest six say which of the
;; table's powers, the others, moved up to the exponent, which power of two.
(@macro exp ($x $out)
  (local.set $r (f64x2.pmin (f64x2.pmax (local.get $x) (@both -700)) (@both 700)))
  (local.set $t (f64x2.add (f64x2.mul (local.get $r) (@both 92.33248261689366)) (@both 6755399441055744)))
  (local.set $n (f64x2.sub (local.get $t) (@both 6755399441055744)))
  (local.set $r (f64x2.sub
    (f64x2.sub (local.get $r) (f64x2.mul (local.get $n) (@both 0.010830424667801708)))
    (f64x2.mul (local.get $n) (@both 2.8447437476627285e-11))))
  (local.set $power (v128.load64_lane 1
    (i32.shl (i32.and (i32x4.extract_lane 2 (local.get $t)) (i32.const 63)) (i32.const 3))
    (v128.load64_zero (i32.shl (i32.and (i32x4.extract_lane 0 (local.get $t)) (i32.const 63)) (i32.const 3)))))
  (local.set $n (f64x2.add (local.get $r) (f64x2.mul (f64x2.mul (local.get $r) (local.get $r))
    (@horner $r 0.008333333333333333 0.041666666666666664 0.16666666666666666 0.5))))
  (local.set $out (f64x2.mul
    (f64x2.add (local.get $power) (f64x2.mul (local.get $power) (local.get $n)))
    (i64x2.add (v128.const i64x2 0x3ff0000000000000 0x3ff0000000000000)
      (i64x2.shl (v128.and (local.get $t) (v128.const i64x2 -64 -64)) (i32.const 46))))))

;; S = F e^x of a pair of lanes, and what the sums take of it.
(@macro eachPrice ()
  (local.set $l (v128.load (i32.add (local.get $x) (local.get $at))))
  (@exp $l $s)
  (v128.store (i32.add (local.get $out) (local.get $at)) (f64x2.mul (local.get $f) (local.get $s))))
(@macro sumPrice ()
  (local.set $logs (f64x2.add (local.get $logs) (local.get $l)))
  (local.set $logSquares (f64x2.add (local.get $logSquares) (f64x2.mul (local.get $l) (local.get $l))))
  (local.set $ratios (f64x2.add (local.get $ratios) (local.get $s)))
  (local.set $squares (f64x2.add (local.get $squares) (f64x2.mul (local.get $s) (local.get $s)))))

;; Sums of x, x^2, S/F and its square over the first `count` lanes go to four doubles at `sums`: even lanes and odd ones apart, then
;; together. Of an odd count the last lane goes alone, its neighbour is put to nought.
(func (export "price")
  (param $x i32) (param $out i32) (param $sums i32) (param $count i32) (param $level f64)
  (local $at i32) (local $end i32) (local $f v128)
  (local $l v128) (local $r v128) (local $t v128) (local $n v128) (local $power v128) (local $s v128)
  (local $logs v128) (local $logSquares v128) (local $ratios v128) (local $squares v128)
  (local.set $f (f64x2.splat (local.get $level)))
  (local.set $end (i32.shl (i32.and (local.get $count) (i32.const -2)) (i32.const 3)))
  (block $summed (loop $pairs
    (br_if $summed (i32.ge_u (local.get $at) (local.get $end)))
    (@eachPrice)
    (@sumPrice)
    (local.set $at (i32.add (local.get $at) (i32.const 16)))
    (br $pairs)))
  (if (i32.and (local.get $count) (i32.const 1))
    (then
      (@eachPrice)
      (local.set $l (v128.and (v128.const i64x2 -1 0) (local.get $l)))
      (local.set $s (v128.and (v128.const i64x2 -1 0) (local.get $s)))
      (@sumPrice)))
  (f64.store (local.get $sums) (@sum $logs))
  (f64.store offset=8 (local.get $sums) (@sum $logSquares))
  (f64.store offset=16 (local.get $sums) (@sum $ratios))
  (f64.store offset=24 (local.get $sums) (@sum $squares)))

;; The even lane and the odd one.
(@macro sum ($pair) (f64.add (f64x2.extract_lane 0 (local.get $pair)) (f64x2.extract_lane 1 (local.get $pair))))

;; Means of `length` months from each of `n` on.
(func (export "average")
  (param $of i32) (param $out i32) (param $n i32) (param $length i32)
  (local $at i32) (local $end i32) (local $month i32) (local $last i32) (local $sum v128) (local $months v128)
  (local.set $end (i32.shl (local.get $n) (i32.const 9)))
  (local.set $months (f64x2.splat (f64.convert_i32_s (local.get $length))))
  (loop $lanes
    (local.set $sum (@both 0))
    (local.set $month (i32.add (local.get $of) (local.get $at)))
    (local.set $last (i32.add (local.get $month) (i32.shl (local.get $length) (i32.const 9))))
    (loop $each
      (local.set $sum (f64x2.add (local.get $sum) (v128.load (local.get $month))))
      (br_if $each (i32.lt_u (local.tee $month (i32.add (local.get $month) (i32.const 512))) (local.get $last))))
    (v128.store (i32.add (local.get $out) (local.get $at)) (f64x2.div (local.get $sum) (local.get $months)))
    (br_if $lanes (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $end)))))
