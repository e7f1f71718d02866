#include "model/baseline/roofline.h"

#include "core/machine/execution.h"

#include <algorithm>
#include <array>

namespace waferscope {

std::string_view nameOf(BlasOperation operation)
{
    switch (operation) {
    case BlasOperation::Axpy: return "axpy";
    case BlasOperation::Gemv: return "gemv";
    case BlasOperation::Gemm: return "gemm";
    case BlasOperation::SparseGemm: return "sparse-gemm";
    }
    return "";
}

BlasWork workOf(BlasOperation operation, const BlasSize& size, Bytes value)
{
    constexpr double kIndexBytes = 2.0;
    const double n = size.n;
    const double v = static_cast<double>(value.count());
    const double left = 1.0 - size.sparsity;
    switch (operation) {
    case BlasOperation::Axpy: return {2.0 * n, 3.0 * n * v}; // two vectors read, one written
    case BlasOperation::Gemv: return {2.0 * n * n, (n * n + 2.0 * n) * v};
    case BlasOperation::Gemm: return {2.0 * n * n * n, 3.0 * n * n * v};
    case BlasOperation::SparseGemm: return {2.0 * n * n * n * left, n * n * (left * (v + kIndexBytes) + 2.0 * v)};
    }
    return {};
}

/// Units for matrices do dense products alone.
Attainable attainable(const Processor& processor, BlasOperation operation, const BlasSize& size)
{
    const BlasWork work = workOf(operation, size, processor.value);
    const double peak = operation == BlasOperation::Gemm ? processor.matrixFlops : processor.vectorFlops;
    const double fed = processor.memory.count() * work.flops / work.bytes;
    constexpr double kRounding = 1e-9; // where memory feeds the peak to the last byte
    return {work, peak, std::min(peak, fed), fed < peak * (1.0 - kRounding)};
}

Processor processorOf(const System& system)
{
    const double cycles = static_cast<double>(system.livePeCount()) * system.clock.count();
    Processor processor;
    processor.name = system.name;
    processor.title = system.title;
    processor.matrixFlops = processor.vectorFlops = 2.0 * system.macsPerCycle * cycles;
    processor.memory =
        BytesPerSecond{static_cast<double>((system.readPerCycle + system.writePerCycle).count()) * cycles};
    processor.value = valueSize(Precision::Fp16);
    constexpr std::array kKeys = {"columns",        "rows",    "read_bytes_per_cycle", "write_bytes_per_cycle",
                                  "macs_per_cycle", "clock_hz"};
    for (const SourcedFigure& figure : system.figures)
        if (std::find(kKeys.begin(), kKeys.end(), figure.key) != kKeys.end())
            processor.figures.push_back(figure);
    return processor;
}

} // namespace waferscope
