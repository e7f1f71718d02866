#pragma once

#include "core/graph/tensor.h"
#include "formats/base/wire_reader.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace waferscope {

/// A shape as TensorFlow states it: -1 is open. Nothing where even the number of axes is.
using TfShape = std::optional<std::vector<std::int64_t>>;

/// AttrValue: only the members that we ask for.
struct TfAttribute {
    std::optional<std::int64_t> number; ///< i, b and type
    std::optional<double> real;
    std::optional<std::string> text; ///< s
    std::vector<std::int64_t> list; ///< of whole numbers
    TfShape shape;
    std::vector<TfShape> shapes;
    std::optional<Tensor> tensor; ///< with its numbers where they are few
    std::string function;
    std::vector<std::string> functions; ///< of a list
};

struct TfNode {
    std::string name;
    std::string op;
    std::vector<std::string> inputs; ///< "node", "node:1", "node:output:0"; "^node" only says when
    std::map<std::string, TfAttribute> attributes;
};

struct TfFunction {
    std::vector<std::string> inputs;
    std::vector<std::string> outputs; ///< what each is computed by: "node:output:0"
    std::vector<TfNode> nodes;
};

/// A tensor that a signature names.
struct TfNamedTensor {
    std::string tensor; ///< "serving_default_x:0"
    TfShape shape;
};

struct TfSignature {
    std::map<std::string, TfNamedTensor> inputs;
    std::map<std::string, TfNamedTensor> outputs;
};

/// A SavedModel's first graph, or a GraphDef, without the numbers of its large tensors.
struct TfModel {
    std::vector<TfNode> nodes;
    std::map<std::string, TfFunction> functions;
    std::map<std::string, TfSignature> signatures;
    std::map<std::string, bool> trainable; ///< by name of variable
    std::uint64_t fileSize = 0;
};

/// False after a failure of the reader.
[[nodiscard]] bool readTfSavedModel(WireReader& in, TfModel& model);
[[nodiscard]] bool readTfGraph(WireReader& in, TfModel& model);

/// DataType as TensorFlow numbers it.
[[nodiscard]] DataType tfTypeOf(std::int64_t number);

} // namespace waferscope
