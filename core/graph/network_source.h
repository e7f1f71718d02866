#pragma once

#include "core/base/dimensions.h"
#include "core/base/result.h"
#include "core/graph/tensor.h"
#include "core/machine/execution.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace waferscope {

struct NetworkSpec;

using Attribute = std::variant<std::int64_t, double, std::string, std::vector<std::int64_t>, std::vector<double>,
                               std::vector<std::string>>;

/// One node of the executable graph, in ONNX terms (type names and attributes as in ONNX's operator list).
struct Operator {
    std::string type;
    std::string name;
    std::vector<std::optional<TensorId>> inputs; ///< optional inputs may be absent
    std::vector<std::optional<TensorId>> outputs;
    std::map<std::string, Attribute> attributes;
};

/// Type of an operator of ours that passes its first input on and computes nothing: it carries stored tensors that no
/// operator reads which we know or which runs, so that they are counted. Its other inputs are weights.
inline constexpr std::string_view kStoredOperator = "Stored";

/// What people see a layer as; its colour and its place in a legend hang on it.
enum class LayerKind {
    Embedding,
    Convolution,
    Linear,
    Attention,
    Recurrent,
    Normalisation,
    Pointwise,
    Pooling,
    Loss,
    Other
};

[[nodiscard]] std::string_view nameOf(LayerKind kind);

/// The operators that a reader says belong together, before anything is counted.
struct LayerOutline {
    std::string name; ///< block path such as "decoder/3/attention/query"; unique in the network
    LayerKind kind = LayerKind::Other;
    std::vector<OperatorId> operators; ///< in execution order
};

enum class IssueSeverity { Note, Warning, Error };

[[nodiscard]] std::string_view nameOf(IssueSeverity severity);

/// Something a reader met and went on from.
struct ImportIssue {
    IssueSeverity severity = IssueSeverity::Note;
    std::string message; ///< one sentence
    std::string where; ///< file position, key, operator or layer
};

/// What a file says of the training of its network; absent where it is silent.
struct TrainingSettings {
    std::optional<std::int64_t> batch; ///< samples of one update, at least 1
    std::optional<Optimizer> optimizer;
    std::optional<Precision> precision;

    /// `execution` with what is stated here.
    [[nodiscard]] Execution appliedTo(Execution execution) const;
};

/// A network as a file or a block list states it: sizes may be symbolic, nothing is inferred yet.
struct NetworkSource {
    std::string name;
    std::string format; ///< "ONNX", "gallery", ...: for the person, not for decisions
    std::vector<Tensor> tensors;
    std::vector<Operator> operators; ///< in a topological order
    std::vector<TensorId> inputs; ///< without stored tensors
    std::vector<TensorId> outputs;
    std::vector<LayerOutline> layers; ///< every operator in at most one; empty when the format knows no layers
    Dimensions defaults; ///< for symbolic sizes; those absent default to 1
    std::map<std::string, std::string> sizeNames; ///< names of sizes as the file has them, where ours differ, to ours
    TrainingSettings training;
    std::shared_ptr<const NetworkSpec> spec; ///< the blocks that it was built from; null for a file that states a graph
    std::vector<ImportIssue> issues;
};

} // namespace waferscope
