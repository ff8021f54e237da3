// Constants of the vector code, in the head of the arena: their addresses.

export const HALF: i32 = <i32>memory.data<f64>([0.5]);
export const ONE: i32 = <i32>memory.data<f64>([1]);
export const TWO: i32 = <i32>memory.data<f64>([2]);
