#pragma once

#include "core/shape_rules/shape_scope.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace waferscope {

/// What an input of an operator is to training.
enum class InputUse {
    Weight, ///< trained when stored
    Packed, ///< made into floats by scales and zero points: as trained as what is made of it
    Carried, ///< trained, whatever its type
    Statistic, ///< a running mean or variance
    Setting, ///< a shape, a scale, a bound: never trained
    Operand, ///< data; a stored operand of two numbers or more is taken for a bias or table and so trained
};

/// Of an ONNX operator type's input, counted from 0; Operand where no rule says otherwise.
[[nodiscard]] InputUse inputUse(std::string_view type, std::size_t input);

/// The role of every tensor, by TensorId. Stored tensors: from the source's role and from how they are used. Whole
/// numbers are trained only where they are packed weights: an operator unpacks them, or they are of a byte or less and
/// become a weight by scaling; what scales and shifts them is not trained. Computed
/// ones: Activation when they depend on an input's numbers, Parameter when they are computed from parameters alone,
/// Constant otherwise (shape arithmetic is constant once all sizes are known). A ConstantOfShape of a stored shape that
/// is used as a weight stands for one (the "light" models of the ONNX project).
[[nodiscard]] std::vector<TensorRole> tensorRoles(const NetworkSource& source, const std::vector<TensorFacts>& facts);

/// A stored tensor that is a parameter or statistic.
struct KeptTensor {
    TensorId id;
    TensorRole role = TensorRole::Parameter;
};

/// The parameters and statistics that operators from `firstOperator` on read, as far as that can be told without the
/// shapes of computed tensors; each once.
[[nodiscard]] std::vector<KeptTensor> keptTensors(const NetworkSource& source, std::size_t firstOperator);

} // namespace waferscope
