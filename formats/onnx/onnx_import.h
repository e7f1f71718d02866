#pragma once

#include "core/base/result.h"
#include "core/graph/graph_builder.h"
#include "formats/onnx/onnx_inputs.h"
#include "formats/onnx/onnx_tensor.h"

#include <onnx/onnx_pb.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace waferscope {

/// Builds a NetworkSource of a model; the first trouble ends it.
class OnnxImport {
public:
    OnnxImport(const onnx::ModelProto& model, const OnnxFile& file);

    [[nodiscard]] std::optional<Error> read(const onnx::GraphProto& graph);
    [[nodiscard]] NetworkSource takeSource() { return std::move(m_source); }

private:
    using Trouble = std::optional<Error>;
    using Infos = std::map<std::string, const onnx::ValueInfoProto*>;
    using Nodes = google::protobuf::RepeatedPtrField<onnx::NodeProto>;
    using Inputs = std::vector<std::optional<TensorId>>;

    /// Names of one graph, branch or function body.
    struct Scope {
        const Scope* outer = nullptr; ///< whose names are seen too
        std::map<std::string, TensorId> names;
        Attributes attributes; ///< a function's, as the caller gave them
        std::string prefix; ///< of node names
        int depth = 0;
    };

    /// How the results of a loop's turns become a node's outputs.
    struct Turns {
        std::vector<std::string> results; ///< of the body
        std::size_t first = 0; ///< result that is the node's first output
        std::size_t states = 0; ///< outputs that are the last turn's; the others are stacked
        std::optional<TensorId> count;
        std::vector<std::int64_t> axes; ///< along which outputs are stacked; 0 where there are fewer
    };

    [[nodiscard]] Error error(const std::string& why) const;
    [[nodiscard]] static std::optional<TensorId> find(const Scope& scope, const std::string& name);
    [[nodiscard]] TensorId addTensor(Tensor tensor);

    [[nodiscard]] Trouble addStored(const onnx::TensorProto& proto, Scope& scope);
    [[nodiscard]] Trouble readStored(const onnx::GraphProto& graph, Scope& scope);
    void addInput(const onnx::ValueInfoProto& info, Scope& scope);
    [[nodiscard]] Trouble readNodes(const onnx::GraphProto& graph, Scope& scope);
    [[nodiscard]] Trouble registerOutputs(const Nodes& nodes, const Infos& stated, Scope& scope);
    [[nodiscard]] Trouble addNodes(const Nodes& nodes, Scope& scope);
    [[nodiscard]] Trouble addNode(const onnx::NodeProto& node, Scope& scope);
    [[nodiscard]] Trouble readInputs(const onnx::NodeProto& node, const Scope& scope, Inputs& inputs) const;
    [[nodiscard]] Trouble addOperator(const onnx::NodeProto& node, const std::string& type, const Scope& scope,
                                      const std::vector<TensorId>& carried);
    void setFillType(const onnx::NodeProto& node, const Operator& subject);
    [[nodiscard]] Trouble addConstant(const onnx::NodeProto& node, const Scope& scope);

    // Bodies: branches, loops, functions.
    [[nodiscard]] static Scope innerScope(const Scope& scope, const std::string& name);
    [[nodiscard]] Trouble checkDepth(const onnx::NodeProto& node, const Scope& scope) const;
    [[nodiscard]] Trouble readBody(const onnx::GraphProto& body, Scope& inner);
    [[nodiscard]] std::optional<bool> conditionOf(TensorId condition);
    [[nodiscard]] Trouble addBranch(const onnx::NodeProto& node, Scope& scope);
    [[nodiscard]] Trouble addLoop(const onnx::NodeProto& node, const onnx::GraphProto& body, Scope& scope);
    [[nodiscard]] Trouble addScan(const onnx::NodeProto& node, const onnx::GraphProto& body, Scope& scope);
    [[nodiscard]] Trouble addFunction(const onnx::NodeProto& node, const onnx::FunctionProto& function, Scope& scope);
    /// Any other operator, with the bodies that it may have.
    [[nodiscard]] Trouble addWithBodies(const onnx::NodeProto& node, const std::string& type, Scope& scope);
    /// Adds to `carried` what a body trains, and leaves the network as it was otherwise.
    [[nodiscard]] Trouble carryBody(const onnx::NodeProto& node, const onnx::GraphProto& body, const Scope& scope,
                                    std::vector<TensorId>& carried);
    /// Gives a tensor the values of another, and has it carry stored ones.
    void passOn(TensorId from, TensorId to, const std::string& name, std::vector<TensorId> carried = {});
    [[nodiscard]] Trouble connectOutputs(const onnx::NodeProto& node, const Scope& scope, const Scope& inner,
                                         const std::vector<std::string>& results, std::vector<TensorId> carried = {});
    [[nodiscard]] Trouble connectTurns(const onnx::NodeProto& node, const Scope& scope, const Scope& inner,
                                       const Turns& turns);
    [[nodiscard]] TensorId addNumber(const Scope& scope, const std::string& name, std::int64_t value, DataType type);
    [[nodiscard]] TensorId addComputed(std::string_view type, Inputs inputs, const std::string& name,
                                       Attributes attributes = {});
    void giveStacked(TensorId from, TensorId to, std::optional<TensorId> count, std::int64_t axis,
                     const std::string& name);
    void warn(const onnx::NodeProto& node, std::string message);

    const OnnxFile& m_file;
    NetworkSource m_source;
    OnnxInputShapes m_inputShapes;
    std::map<std::string, const onnx::FunctionProto*> m_functions;
    std::map<const onnx::TensorProto*, TensorId> m_stored; ///< each once, however often its body is written out
    std::size_t m_nodes = 0;
    std::size_t m_work = 0; ///< operators and values looked at to decide branches and what bodies train
};

inline constexpr int kMostOnnxNesting = 32; ///< functions in functions, branches in branches
inline constexpr std::size_t kMostOnnxWork = 5'000'000;

} // namespace waferscope
