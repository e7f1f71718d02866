#pragma once

#include "core/network/network.h"

#include <cstdint>
#include <span>
#include <vector>

namespace waferscope {

/// How the numbers of a stored tensor begin before training: all `constant`, or even in -bound .. bound.
struct InitialWeights {
    double constant = 0.0;
    double bound = 0.0; ///< 0 for a constant
};

/// By TensorId, for all float tensors that are stored; the others get zeros. Weights are even within 1 / sqrt(fan-in),
/// the default of PyTorch's layers; tables of embeddings have the standard deviation 0.02 of BERT and GPT-2; scales of
/// normalisations and running variances are 1; biases and running means are 0.
[[nodiscard]] std::vector<InitialWeights> initialWeights(const Network& network);

/// Fills in numbers `first` and following of a tensor. The same seed, tensor and place give the same number.
void drawWeights(const InitialWeights& how, std::uint64_t seed, TensorId tensor, std::uint64_t first,
                 std::span<float> numbers);

} // namespace waferscope
