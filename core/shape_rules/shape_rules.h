#pragma once

#include "core/shape_rules/shape_scope.h"

#include <span>
#include <string_view>

namespace waferscope {

/// Gives the outputs of one operator type their shapes. Total: any attribute and any shape must be survived.
using ShapeRule = RuleOutcome (*)(ShapeScope& scope);

struct NamedShapeRule {
    std::string_view type; ///< as in ONNX's operator list
    std::size_t leastInputs = 1; ///< the first so many must be present
    ShapeRule rule = nullptr;
};

/// Null for an operator that we do not know.
[[nodiscard]] const NamedShapeRule* shapeRuleOf(std::string_view type);

/// The parts of the table, one a file.
[[nodiscard]] std::span<const NamedShapeRule> convolutionShapeRules();
[[nodiscard]] std::span<const NamedShapeRule> poolingShapeRules();
[[nodiscard]] std::span<const NamedShapeRule> matrixShapeRules();
[[nodiscard]] std::span<const NamedShapeRule> recurrentShapeRules();
[[nodiscard]] std::span<const NamedShapeRule> elementwiseShapeRules();
[[nodiscard]] std::span<const NamedShapeRule> normalisationShapeRules();
[[nodiscard]] std::span<const NamedShapeRule> layoutShapeRules();
[[nodiscard]] std::span<const NamedShapeRule> joiningShapeRules();
[[nodiscard]] std::span<const NamedShapeRule> selectionShapeRules();
[[nodiscard]] std::span<const NamedShapeRule> resizingShapeRules();
[[nodiscard]] std::span<const NamedShapeRule> reductionShapeRules();
[[nodiscard]] std::span<const NamedShapeRule> generatorShapeRules();

} // namespace waferscope
