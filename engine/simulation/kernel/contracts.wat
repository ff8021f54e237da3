;; What a month does to a contract, lane by lane, as in plainContracts.ts. All 64 lanes of a row are done; those beyond the count of paths
;; call nothing, so that they add nothing to a sum.

;; A price of one average: rest + share x the average held between two bounds.
(@macro eachStrike ($offset)
  (v128.store $offset (local.get $out) (f64x2.add (local.get $r) (f64x2.mul (local.get $s)
    (f64x2.pmin (f64x2.pmax (v128.load $offset (local.get $average)) (local.get $l)) (local.get $h))))))
(func (export "strike")
  (param $average i32) (param $out i32) (param $rest f64) (param $share f64) (param $low f64) (param $high f64)
  (local $end i32) (local $r v128) (local $s v128) (local $l v128) (local $h v128)
  (local.set $r (f64x2.splat (local.get $rest)))
  (local.set $s (f64x2.splat (local.get $share)))
  (local.set $l (f64x2.splat (local.get $low)))
  (local.set $h (f64x2.splat (local.get $high)))
  (local.set $end (i32.add (local.get $out) (i32.const 512)))
  (loop $lanes
    (@eachStrike offset=0)
    (@eachStrike offset=16)
    (@eachStrike offset=32)
    (@eachStrike offset=48)
    (local.set $average (i32.add (local.get $average) (i32.const 64)))
    (br_if $lanes (i32.lt_u (local.tee $out (i32.add (local.get $out) (i32.const 64))) (local.get $end)))))

;; nominal clamp(1 + beta (D - 1), least, most) x open.
(@macro eachCall ($offset)
  (v128.store $offset (local.get $out) (f64x2.mul (f64x2.mul (local.get $n) (f64x2.pmin (f64x2.pmax
    (f64x2.add (@both 1) (f64x2.mul (local.get $b) (f64x2.sub (v128.load $offset (local.get $demand)) (@both 1))))
    (local.get $l)) (local.get $m))) (local.get $o))))
(func (export "call")
  (param $demand i32) (param $out i32) (param $nominal f64) (param $beta f64) (param $least f64) (param $most f64) (param $open f64)
  (local $end i32) (local $n v128) (local $b v128) (local $l v128) (local $m v128) (local $o v128)
  (local.set $n (f64x2.splat (local.get $nominal)))
  (local.set $b (f64x2.splat (local.get $beta)))
  (local.set $l (f64x2.splat (local.get $least)))
  (local.set $m (f64x2.splat (local.get $most)))
  (local.set $o (f64x2.splat (local.get $open)))
  (local.set $end (i32.add (local.get $out) (i32.const 512)))
  (loop $lanes
    (@eachCall offset=0)
    (@eachCall offset=16)
    (@eachCall offset=32)
    (@eachCall offset=48)
    (local.set $demand (i32.add (local.get $demand) (i32.const 64)))
    (br_if $lanes (i32.lt_u (local.tee $out (i32.add (local.get $out) (i32.const 64))) (local.get $end)))))

;; Lists a pair's lanes whose uniform is under `most`, without a branch that nobody could foresee.
(@macro eachBelow ($offset $first $second)
  (local.set $mask (i64x2.bitmask (f64x2.lt (v128.load $offset (i32.add (local.get $out) (local.get $at))) (local.get $m))))
  (i32.store (local.get $next) (i32.add (local.get $at) (i32.const $first)))
  (local.set $next (i32.add (local.get $next) (i32.shl (i32.and (local.get $mask) (i32.const 1)) (i32.const 2))))
  (i32.store (local.get $next) (i32.add (local.get $at) (i32.const $second)))
  (local.set $next (i32.add (local.get $next) (i32.shl (i32.shr_u (local.get $mask) (i32.const 1)) (i32.const 2)))))
;; Draws uniforms and lists at `list`, as places in a row of lanes, where they are under `most`; answers how many.
(func (export "below")
  (param $paths i32) (param $out i32) (param $count i32)
  (param $key0 i32) (param $key1 i32) (param $month i32) (param $kind i32) (param $entity i32)
  (param $most f64) (param $list i32) (result i32)
  (local $at i32) (local $end i32) (local $next i32) (local $mask i32) (local $m v128)
  (call $uniforms (local.get $paths) (local.get $out) (local.get $count)
    (local.get $key0) (local.get $key1) (local.get $month) (local.get $kind) (local.get $entity))
  (local.set $m (f64x2.splat (local.get $most)))
  (local.set $next (local.get $list))
  (local.set $end (i32.shl (local.get $count) (i32.const 3)))
  (loop $eights
    (@eachBelow offset=0 0 8)
    (@eachBelow offset=16 16 24)
    (@eachBelow offset=32 32 40)
    (@eachBelow offset=48 48 56)
    (br_if $eights (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 64))) (local.get $end))))
  ;; lanes beyond the count belong to no path
  (block $within (loop $back
    (br_if $within (i32.eq (local.get $next) (local.get $list)))
    (br_if $within (i32.lt_u (i32.load (i32.sub (local.get $next) (i32.const 4))) (local.get $end)))
    (local.set $next (i32.sub (local.get $next) (i32.const 4)))
    (br $back)))
  (i32.shr_u (i32.sub (local.get $next) (local.get $list)) (i32.const 2)))

;; The exponent of a hazard in the `n` lanes listed at `list`: gap x max(0, (net - spot) / net) + slack x slack, spot = rest + share x the
;; average, written to or, after another contract of a group, added to `into`.
(func (export "weigh")
  (param $list i32) (param $n i32) (param $net i32) (param $average i32) (param $slack i32) (param $into i32)
  (param $rest f64) (param $share f64) (param $gaps f64) (param $slacks f64) (param $after i32)
  (local $end i32) (local $at i32) (local $p f64) (local $x f64)
  (local.set $end (i32.add (local.get $list) (i32.shl (local.get $n) (i32.const 2))))
  (block $done (loop $each
    (br_if $done (i32.ge_u (local.get $list) (local.get $end)))
    (local.set $at (i32.load (local.get $list)))
    (local.set $p (f64.load (i32.add (local.get $net) (local.get $at))))
    (local.set $x (f64.div
      (f64.sub (local.get $p) (f64.add (local.get $rest)
        (f64.mul (local.get $share) (f64.load (i32.add (local.get $average) (local.get $at))))))
      (local.get $p)))
    (local.set $x (f64.add
      (f64.mul (local.get $gaps) (select (f64.max (f64.const 0) (local.get $x)) (f64.const 0) (f64.gt (local.get $p) (f64.const 0))))
      (f64.mul (local.get $slacks) (f64.load (i32.add (local.get $slack) (local.get $at))))))
    (f64.store (local.get $into)
      (select (f64.add (f64.load (local.get $into)) (local.get $x)) (local.get $x) (local.get $after)))
    (local.set $into (i32.add (local.get $into) (i32.const 8)))
    (local.set $list (i32.add (local.get $list) (i32.const 4)))
    (br $each))))

;; Keeps of the `n` lanes listed at `list` those that an event can reach at hazard x e^exponent; answers how many. P(month) < h/12, and
;; e^x < (1 - x/8)^-8: what fails that has no event, without the exponential. An exponent beyond 8 says nothing.
(func (export "sieve") (param $list i32) (param $n i32) (param $u i32) (param $exponents i32) (param $hazard f64) (result i32)
  (local $end i32) (local $at i32) (local $next i32) (local $first i32) (local $y f64)
  (local.set $end (i32.add (local.get $list) (i32.shl (local.get $n) (i32.const 2))))
  (local.set $next (local.get $list))
  (local.set $first (local.get $list))
  (block $done (loop $each
    (br_if $done (i32.ge_u (local.get $list) (local.get $end)))
    (local.set $at (i32.load (local.get $list)))
    (local.set $y (f64.max (f64.const 0) (f64.sub (f64.const 1) (f64.mul (f64.const 0.125) (f64.load (local.get $exponents))))))
    (local.set $y (f64.mul (local.get $y) (local.get $y)))
    (local.set $y (f64.mul (local.get $y) (local.get $y)))
    (local.set $y (f64.mul (local.get $y) (local.get $y)))
    (local.set $y (f64.mul (local.get $y) (f64.mul (f64.const 12) (f64.load (i32.add (local.get $u) (local.get $at))))))
    (i32.store (local.get $next) (local.get $at))
    (local.set $next (i32.add (local.get $next) (i32.shl (i32.eqz (f64.gt (local.get $y) (local.get $hazard))) (i32.const 2))))
    (local.set $exponents (i32.add (local.get $exponents) (i32.const 8)))
    (local.set $list (i32.add (local.get $list) (i32.const 4)))
    (br $each)))
  (i32.shr_u (i32.sub (local.get $next) (local.get $first)) (i32.const 2)))

;; Cuts what is offered down to what product there is: own = offered x kept, and what lacks is added to a row of it. Sums of offered, lacking
;; and own go to three doubles at `sums`: even lanes and odd ones apart, then together.
(@macro eachCut ($offset)
  (local.set $tonnes (v128.load $offset (i32.add (local.get $offered) (local.get $at))))
  (local.set $share (v128.load $offset (i32.add (local.get $kept) (local.get $at))))
  (local.set $lack (f64x2.mul (local.get $tonnes) (f64x2.sub (@both 1) (local.get $share))))
  (local.set $share (f64x2.mul (local.get $tonnes) (local.get $share)))
  (v128.store $offset (i32.add (local.get $own) (local.get $at)) (local.get $share))
  (v128.store $offset (i32.add (local.get $lacking) (local.get $at))
    (f64x2.add (v128.load $offset (i32.add (local.get $lacking) (local.get $at))) (local.get $lack)))
  (local.set $s0 (f64x2.add (local.get $s0) (local.get $tonnes)))
  (local.set $s1 (f64x2.add (local.get $s1) (local.get $lack)))
  (local.set $s2 (f64x2.add (local.get $s2) (local.get $share))))
(func (export "cut") (param $offered i32) (param $kept i32) (param $own i32) (param $lacking i32) (param $sums i32)
  (local $at i32) (local $tonnes v128) (local $share v128) (local $lack v128) (local $s0 v128) (local $s1 v128) (local $s2 v128)
  (loop $lanes
    (@eachCut offset=0)
    (@eachCut offset=16)
    (@eachCut offset=32)
    (@eachCut offset=48)
    (br_if $lanes (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 64))) (i32.const 512))))
  (f64.store (local.get $sums) (@sum $s0))
  (f64.store offset=8 (local.get $sums) (@sum $s1))
  (f64.store offset=16 (local.get $sums) (@sum $s2)))

;; The sum of a row, even lanes and odd ones apart, then together.
(func (export "sum") (param $of i32) (result f64)
  (local $end i32) (local $s v128)
  (local.set $end (i32.add (local.get $of) (i32.const 512)))
  (loop $lanes
    (local.set $s (f64x2.add (local.get $s) (v128.load (local.get $of))))
    (br_if $lanes (i32.lt_u (local.tee $of (i32.add (local.get $of) (i32.const 16))) (local.get $end))))
  (@sum $s))

;; One invoice: revenue += paid x net.
(@macro eachInvoice ($offset)
  (v128.store $offset (local.get $revenue) (f64x2.add (v128.load $offset (local.get $revenue))
    (f64x2.mul (v128.load $offset (local.get $paid)) (v128.load $offset (local.get $net))))))
(func (export "invoice") (param $paid i32) (param $net i32) (param $revenue i32)
  (local $end i32)
  (local.set $end (i32.add (local.get $revenue) (i32.const 512)))
  (loop $lanes
    (@eachInvoice offset=0)
    (@eachInvoice offset=16)
    (local.set $paid (i32.add (local.get $paid) (i32.const 32)))
    (local.set $net (i32.add (local.get $net) (i32.const 32)))
    (br_if $lanes (i32.lt_u (local.tee $revenue (i32.add (local.get $revenue) (i32.const 32))) (local.get $end)))))

;; One invoice, and a delivery in its contract year: revenue += paid x net, taken += delivered, paid tonnes += paid, paid value += paid x net.
(@macro eachCount ($offset)
  (local.set $tonnes (v128.load $offset (i32.add (local.get $paid) (local.get $at))))
  (local.set $value (f64x2.mul (local.get $tonnes) (v128.load $offset (i32.add (local.get $net) (local.get $at)))))
  (v128.store $offset (i32.add (local.get $revenue) (local.get $at))
    (f64x2.add (v128.load $offset (i32.add (local.get $revenue) (local.get $at))) (local.get $value)))
  (v128.store $offset (i32.add (local.get $taken) (local.get $at))
    (f64x2.add (v128.load $offset (i32.add (local.get $taken) (local.get $at)))
      (v128.load $offset (i32.add (local.get $delivered) (local.get $at)))))
  (v128.store $offset (i32.add (local.get $paidTonnes) (local.get $at))
    (f64x2.add (v128.load $offset (i32.add (local.get $paidTonnes) (local.get $at))) (local.get $tonnes)))
  (v128.store $offset (i32.add (local.get $paidValue) (local.get $at))
    (f64x2.add (v128.load $offset (i32.add (local.get $paidValue) (local.get $at))) (local.get $value))))
(func (export "invoiceYear")
  (param $paid i32) (param $net i32) (param $revenue i32) (param $delivered i32) (param $taken i32) (param $paidTonnes i32)
  (param $paidValue i32)
  (local $at i32) (local $tonnes v128) (local $value v128)
  (loop $lanes
    (@eachCount offset=0)
    (@eachCount offset=16)
    (br_if $lanes (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 32))) (i32.const 512)))))

;; A provisional invoice and the rest: first += share x now x paid, last += paid x net - that; and what is owed of both where it is above 0.
(@macro addTo ($row $value)
  (v128.store (i32.add (local.get $row) (local.get $at)) (f64x2.add (v128.load (i32.add (local.get $row) (local.get $at))) $value)))
(func (export "invoiceTwice")
  (param $paid i32) (param $now i32) (param $net i32) (param $share f64)
  (param $first i32) (param $last i32) (param $firstOwed i32) (param $lastOwed i32)
  (local $at i32) (local $tonnes v128) (local $provisional v128) (local $rest v128) (local $s v128)
  (local.set $s (f64x2.splat (local.get $share)))
  (loop $lanes
    (local.set $tonnes (v128.load (i32.add (local.get $paid) (local.get $at))))
    (local.set $provisional (f64x2.mul (f64x2.mul (local.get $s) (v128.load (i32.add (local.get $now) (local.get $at)))) (local.get $tonnes)))
    (local.set $rest (f64x2.sub
      (f64x2.mul (local.get $tonnes) (v128.load (i32.add (local.get $net) (local.get $at)))) (local.get $provisional)))
    (@addTo $first (local.get $provisional))
    (@addTo $last (local.get $rest))
    (@addTo $firstOwed (f64x2.pmax (local.get $provisional) (@both 0)))
    (@addTo $lastOwed (f64x2.pmax (local.get $rest) (@both 0)))
    (br_if $lanes (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (i32.const 512)))))

;; What one invoice leaves owed: owed += paid x net where that is above 0.
(func (export "owe") (param $paid i32) (param $net i32) (param $owed i32)
  (local $at i32)
  (loop $lanes
    (@addTo $owed (f64x2.pmax
      (f64x2.mul (v128.load (i32.add (local.get $paid) (local.get $at))) (v128.load (i32.add (local.get $net) (local.get $at))))
      (@both 0)))
    (br_if $lanes (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (i32.const 512)))))
