#pragma once

#include "core/machine/baselines.h"

#include <string_view>

namespace waferscope {

/// Operations of linear algebra, the one with the least work on a byte first.
enum class BlasOperation { Axpy, Gemv, Gemm, SparseGemm };

inline constexpr BlasOperation kBlasOperations[] = {BlasOperation::Axpy, BlasOperation::Gemv, BlasOperation::Gemm,
                                                    BlasOperation::SparseGemm};

[[nodiscard]] std::string_view nameOf(BlasOperation operation); ///< "axpy", "sparse-gemm"

/// Vectors of n values, square matrices of n x n.
struct BlasSize {
    double n = 1.0; ///< at least 1
    double sparsity = 0.0; ///< of the sparse matrix: share of its values that are zero and skipped; below 1
};

/// What one operation takes: additions and multiplications, and every operand once to or from memory. A sparse matrix
/// holds 2 B of index beside every value.
struct BlasWork {
    double flops = 0.0;
    double bytes = 0.0;
};

[[nodiscard]] BlasWork workOf(BlasOperation operation, const BlasSize& size, Bytes value);

/// What a roofline lets through (Williams, Waterman and Patterson, CACM 2009).
struct Attainable {
    BlasWork work;
    double peak = 0.0; ///< FLOP/s, of the units that can do it
    double flops = 0.0; ///< a second: no more than the peak, nor than memory feeds
    bool isBoundByMemory = false;
};

[[nodiscard]] Attainable attainable(const Processor& processor, BlasOperation operation, const BlasSize& size);

/// A wafer computing fp16, its memory being the SRAM of all live PEs, read and written at once.
[[nodiscard]] Processor processorOf(const System& system);

} // namespace waferscope
