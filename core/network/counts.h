#pragma once

#include "core/network/network.h"

#include <optional>
#include <vector>

namespace waferscope {

/// Forward multiply-adds of one operator on the whole batch; zero for all but convolutions, matrix products and
/// recurrences (biases, pooling, normalisation and element-wise work are not multiply-adds of a product).
///   Conv           elements of the output x input channels of a group x filter positions
///   ConvTranspose  elements of the input x output channels of a group x filter positions
///   Gemm, MatMul   elements of the output x length of a row of the first factor
///   WindowScores, WindowValues: attention of every position to so many beside it, as MatMul
///   Einsum         the product of the extents of all its indices
///   LSTM, GRU, RNN steps x batch x directions x gates x hidden x (inputs + hidden)
/// Nothing when the number passes 2^62. `shapes` is by TensorId.
[[nodiscard]] std::optional<std::int64_t> macsOf(const Operator& subject, const std::vector<Shape>& shapes);

/// The network's tensors as counting needs them, all by TensorId.
struct CountedTensors {
    const NetworkSource& source;
    const std::vector<Shape>& shapes;
    const std::vector<TensorRole>& roles;
};

/// Fills in the outlines' exact counts: parameters and statistics of the stored tensors that the layer's operators
/// read, directly or through operators that depend on no input, each in the first layer that reads it; multiply-adds
/// and activation elements divided by `batch`, rounded up. Fails when a count passes 2^62.
[[nodiscard]] Result<std::vector<Layer>> countedLayers(const CountedTensors& tensors,
                                                       std::vector<LayerOutline> outlines, std::int64_t batch);

} // namespace waferscope
