#include "formats/weights/stored_tensors.h"

#include "formats/weights/stored_modules.h"
#include "core/graph/graph_builder.h"

#include <algorithm>
#include <map>

namespace waferscope {

namespace {

constexpr std::int64_t kSequenceLength = 128;

/// Lays modules behind one another.
class ModuleChain {
public:
    ModuleChain(std::string name, std::string format)
        : m_graph(std::move(name), std::move(format))
    {
    }

    void begin(const std::vector<StoredModule>& modules)
    {
        const auto isOf = [](StoredModuleKind kind) {
            return [kind](const StoredModule& module) { return kindOf(module) == kind; };
        };
        if (std::any_of(modules.begin(), modules.end(), isOf(StoredModuleKind::Table))) {
            m_tokens = m_graph.input("tokens", DataType::Int64, {std::string{"batch"}, std::string{"sequence"}});
            m_graph.setDefault("sequence", kSequenceLength);
            return;
        }
        const auto matrix = std::find_if(modules.begin(), modules.end(), isOf(StoredModuleKind::Matrix));
        const std::int64_t width = matrix == modules.end() ? 1 : sidesOf(*matrix).inputs;
        moveOn(m_graph.input("input", DataType::Float32, {std::string{"batch"}, std::string{"sequence"}, width}),
               width);
    }

    void add(const StoredModule& module)
    {
        switch (kindOf(module)) {
        case StoredModuleKind::Table: return addTable(module);
        case StoredModuleKind::Matrix: return addMatrix(module);
        case StoredModuleKind::Vector: return addVector(module);
        case StoredModuleKind::Unknown: return addStored(module, LayerKind::Other, 0);
        }
    }

    NetworkSource take()
    {
        std::vector<TensorId> outputs;
        for (const auto& [width, tensor] : m_latest)
            outputs.push_back(tensor);
        if (outputs.empty() && m_tokens)
            outputs.push_back(*m_tokens);
        return m_graph.take(std::move(outputs));
    }

private:
    struct PixelSides {
        std::int64_t inputs = 1;
        std::int64_t outputs = 1;
        bool isOutputsFirst = true;
    };

    /// A bias tells which side of a matrix the outputs are; without one they come first.
    static PixelSides sidesOf(const StoredModule& module)
    {
        const Shape& shape = module.tensors.front().shape;
        const bool isSwapped = module.tensors.size() > 1 && module.tensors[1].shape.size() == 1
            && module.tensors[1].shape[0] == shape[1] && shape[0] != shape[1];
        return isSwapped ? PixelSides{shape[0], shape[1], false} : PixelSides{shape[1], shape[0], true};
    }

    TensorId parameter(const StoredTensor& tensor) { return m_graph.parameter(tensor.name, tensor.shape); }

    void moveOn(TensorId tensor, std::int64_t width)
    {
        m_latest.insert_or_assign(width, tensor);
        m_current = tensor;
        m_width = width;
    }

    void addTable(const StoredModule& module)
    {
        const std::int64_t width = module.tensors.front().shape[1];
        m_graph.beginLayer(module.path, LayerKind::Embedding);
        TensorId found = m_graph.add("Gather", {parameter(module.tensors.front()), *m_tokens});
        if (const auto before = m_latest.find(width); before != m_latest.end())
            found = m_graph.add("Add", {before->second, found});
        moveOn(found, width);
        addStored(module, LayerKind::Embedding, 1);
    }

    void addMatrix(const StoredModule& module)
    {
        const PixelSides sides = sidesOf(module);
        const auto source = m_latest.find(sides.inputs);
        if (source == m_latest.end())
            return addStored(module, LayerKind::Linear, 0);
        m_graph.beginLayer(module.path, LayerKind::Linear);
        TensorId matrix = parameter(module.tensors.front());
        if (sides.isOutputsFirst)
            matrix = m_graph.add("Transpose", {matrix}, {{"perm", std::vector<std::int64_t>{1, 0}}});
        TensorId result = m_graph.add("MatMul", {source->second, matrix});
        std::size_t used = 1;
        if (module.tensors.size() > 1 && module.tensors[1].shape == Shape{sides.outputs}) {
            result = m_graph.add("Add", {result, parameter(module.tensors[1])});
            used = 2;
        }
        moveOn(result, sides.outputs);
        addStored(module, LayerKind::Linear, used);
    }

    void addVector(const StoredModule& module)
    {
        const std::int64_t width = module.tensors.front().shape[0];
        const auto source = m_latest.find(width);
        if (source == m_latest.end() || module.tensors.size() > 2 || module.tensors.back().shape != Shape{width})
            return addStored(module, LayerKind::Normalisation, 0);
        m_graph.beginLayer(module.path, LayerKind::Normalisation);
        const TensorId scale = parameter(module.tensors.front());
        const Attributes lastAxis{{"axis", std::int64_t{-1}}};
        moveOn(module.tensors.size() == 1
                   ? m_graph.add("RMSNormalization", {source->second, scale}, lastAxis)
                   : m_graph.add("LayerNormalization", {source->second, scale, parameter(module.tensors[1])}, lastAxis),
               width);
    }

    /// Carries the tensors from the `first` on.
    void addStored(const StoredModule& module, LayerKind kind, std::size_t first)
    {
        for (std::size_t at = first; at < module.tensors.size(); ++at) {
            m_graph.beginLayer(at == 0 ? module.path : module.tensors[at].name, kind);
            const TensorId before = m_current ? *m_current : *m_tokens;
            const TensorId carried = m_graph.add("Stored", {before, parameter(module.tensors[at])});
            if (m_current)
                m_latest.insert_or_assign(m_width, carried);
            if (m_current)
                m_current = carried;
            else
                m_tokens = carried;
        }
    }

    GraphBuilder m_graph;
    std::optional<TensorId> m_tokens;
    std::optional<TensorId> m_current;
    std::int64_t m_width = 0; ///< of the current result, where there is one that is no token
    std::map<std::int64_t, TensorId> m_latest; ///< results by their width
};

} // namespace

NetworkSource networkOfTensors(std::string name, std::string format, std::vector<StoredTensor> tensors)
{
    const auto wholes =
        std::count_if(tensors.begin(), tensors.end(), [](const StoredTensor& tensor) { return !isFloat(tensor.type); });
    const std::vector<StoredModule> modules = modulesOf(std::move(tensors));
    ModuleChain chain{std::move(name), std::move(format)};
    chain.begin(modules);
    for (const StoredModule& module : modules)
        chain.add(module);
    NetworkSource source = chain.take();
    source.issues.push_back(
        {IssueSeverity::Warning,
         "The file holds weights and no graph: each matrix is taken to multiply the latest result of its width over "
         "[batch, sequence], so products of activations, as in attention, are not counted.",
         "graph"});
    if (wholes > 0)
        source.issues.push_back({IssueSeverity::Note,
                                 std::to_string(wholes)
                                     + " tensors are not of floating-point type; their elements count as parameters "
                                       "all the same.",
                                 "tensors"});
    return source;
}

} // namespace waferscope
