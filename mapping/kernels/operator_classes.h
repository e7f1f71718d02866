#pragma once

#include "core/layout/kernel.h"

#include <vector>

namespace waferscope {

/// What an operator is to a kernel.
enum class OperatorClass {
    Matrix, ///< a matrix product with stored weights: convolution, linear
    Product, ///< a matrix product of two activations
    Recurrent,
    Embedding, ///< a look-up in a stored table
    Pointwise, ///< may join the kernel before it
    TwoPass, ///< softmax, normalisation: may join; two passes when alone
    Window, ///< pooling, resizing: may join
    Unknown, ///< no rule of ours knows it: a kernel of its own, at an assumed cost
    View, ///< moves, renames or joins values only: its consumers read what it shows
    None, ///< computes nothing from the inputs: constants, shapes
};

/// By type and, for matrix products, by whether an operand is stored.
[[nodiscard]] OperatorClass classOf(const Network& network, const Operator& op);

/// The operator's inputs that are computed from the network's inputs, or are such inputs, in order.
[[nodiscard]] std::vector<TensorId> activationInputs(const Network& network, const Operator& op);

/// The formal arguments of an operator's kernel. Elements are of one sample; see network_to_kernels.h.
[[nodiscard]] ConvShape convShapeOf(const Network& network, const Operator& op, OperatorClass operatorClass);

/// How often a recurrent kernel runs for one sample; 1 for others.
[[nodiscard]] std::int64_t stepsOf(const Network& network, const Operator& op, OperatorClass operatorClass);

/// What the steps of a recurrent operator leave of one sample for their backward passes; 0 for others.
[[nodiscard]] std::int64_t stateElementsOf(const Network& network, const Operator& op);

/// Sets of weights that a matrix product holds: where its weights are taken from a stored table of experts, its share
/// of them, as several products may take from one table; 1 for others. `gathers`: by TensorId, how many Gather read it.
[[nodiscard]] std::int64_t expertsOf(const Network& network, const Operator& op, const std::vector<int>& gathers);

} // namespace waferscope
