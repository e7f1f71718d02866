#include "formats/weights/stored_tensors.h"

#include "core/graph/graph_builder.h"
#include "core/graph/stored_role.h"
#include "formats/weights/expert_tensors.h"
#include "formats/weights/packed_tensors.h"
#include "formats/weights/stored_modules.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace waferscope {

namespace {

constexpr std::int64_t kSequenceLength = 128;
constexpr std::int64_t kMostExpertsUsed = 4096;

/// Lays modules behind one another.
class ModuleChain {
public:
    ModuleChain(std::string name, std::string format, std::optional<std::int64_t> expertsUsed)
        : m_graph(std::move(name), std::move(format))
        , m_expertsUsed(expertsUsed)
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
        case StoredModuleKind::Experts: return addExperts(module);
        case StoredModuleKind::Vector: return addVector(module);
        case StoredModuleKind::Unknown: return addStored(module, LayerKind::Other, 0);
        }
    }

    [[nodiscard]] std::size_t carried() const { return m_carried; } ///< parameters that nothing multiplies

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
        const bool isSwapped = module.trained > 1 && module.tensors[1].shape.size() == 1
            && module.tensors[1].shape[0] == shape[1] && shape[0] != shape[1];
        return isSwapped ? PixelSides{shape[0], shape[1], false} : PixelSides{shape[1], shape[0], true};
    }

    TensorId parameter(const StoredTensor& tensor) { return m_graph.parameter(tensor.name, tensor.shape); }

    [[nodiscard]] bool isKnown(std::int64_t width) const { return m_latest.count(width) != 0; }

    /// The result of a product; of one that gives a gate beside what it gates, half.
    void moveOnFrom(const StoredModule& module, TensorId result, std::int64_t width)
    {
        const bool isDouble = module.path.find("gate_up") != std::string::npos && width % 2 == 0;
        if (isDouble)
            result = m_graph.add("Slice",
                                 {result, m_graph.integers(module.path + "/from", {0}),
                                  m_graph.integers(module.path + "/to", {width / 2}),
                                  m_graph.integers(module.path + "/axis", {-1})});
        moveOn(result, isDouble ? width / 2 : width);
    }

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
        if (module.trained > 1 && module.tensors[1].shape == Shape{sides.outputs}) {
            result = m_graph.add("Add", {result, parameter(module.tensors[1])});
            used = 2;
        }
        moveOnFrom(module, result, sides.outputs);
        addStored(module, LayerKind::Linear, used);
    }

    /// The matrices that a position goes through, all at once, and the sum of what they give. Outputs come first,
    /// unless only the other side has a result to multiply.
    void addExperts(const StoredModule& module)
    {
        const Shape& shape = module.tensors.front().shape;
        const bool isOutputsFirst = isKnown(shape[2]) || !isKnown(shape[1]);
        const std::int64_t inputs = shape[isOutputsFirst ? 2 : 1];
        const std::int64_t outputs = shape[isOutputsFirst ? 1 : 2];
        if (!isKnown(inputs) || shape[0] < 1)
            return addStored(module, LayerKind::Linear, 0);
        std::vector<std::int64_t> used(static_cast<std::size_t>(
            std::clamp<std::int64_t>(m_expertsUsed.value_or(shape[0]), 1, std::min(shape[0], kMostExpertsUsed))));
        std::iota(used.begin(), used.end(), 0);
        m_graph.beginLayer(module.path, LayerKind::Linear);
        const TensorId which = m_graph.integers(module.path + "/used", std::move(used));
        TensorId table = parameter(module.tensors.front());
        if (isOutputsFirst)
            table = m_graph.add("Transpose", {table}, {{"perm", std::vector<std::int64_t>{0, 2, 1}}});
        const TensorId axis = m_graph.integers(module.path + "/axis", {1});
        const TensorId spread = m_graph.add("Unsqueeze", {m_latest.at(inputs), axis});
        TensorId result = m_graph.add("MatMul", {spread, m_graph.add("Gather", {table, which})});
        const bool hasBias = module.trained > 1 && module.tensors[1].shape == Shape{shape[0], outputs};
        if (hasBias) {
            const TensorId bias = m_graph.add("Gather", {parameter(module.tensors[1]), which});
            result = m_graph.add("Add", {result, m_graph.add("Unsqueeze", {bias, axis})});
        }
        result = m_graph.add("ReduceSum", {result, axis}, {{"keepdims", std::int64_t{0}}});
        moveOnFrom(module, result, outputs);
        addStored(module, LayerKind::Linear, hasBias ? 2 : 1);
    }

    void addVector(const StoredModule& module)
    {
        const std::int64_t width = module.tensors.front().shape[0];
        const auto source = m_latest.find(width);
        const bool isNorm = module.trained == module.tensors.size() && module.trained <= 2
            && module.tensors.back().shape == Shape{width};
        if (source == m_latest.end() || !isNorm)
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
            const StoredTensor& tensor = module.tensors[at];
            const bool isTrained = tensor.role == TensorRole::Parameter;
            m_carried += isTrained ? 1 : 0;
            const TensorId stored = isTrained ? parameter(tensor) : m_graph.statistic(tensor.name, tensor.shape);
            const TensorId carried = m_graph.add(kStoredOperator, {before, stored});
            if (m_current)
                m_latest.insert_or_assign(m_width, carried);
            if (m_current)
                m_current = carried;
            else
                m_tokens = carried;
        }
    }

    GraphBuilder m_graph;
    std::optional<std::int64_t> m_expertsUsed; ///< by a position; all where nothing tells
    std::size_t m_carried = 0;
    std::optional<TensorId> m_tokens;
    std::optional<TensorId> m_current;
    std::int64_t m_width = 0; ///< of the current result, where there is one that is no token
    std::map<std::int64_t, TensorId> m_latest; ///< results by their width
};

std::string countOf(std::size_t count, std::string_view what)
{
    return std::to_string(count) + " " + std::string{what} + (count == 1 ? "" : "s");
}

/// Sets the roles of tensors and takes whole numbers out; says how many elements those have.
std::int64_t takeWholeNumbersOut(std::vector<StoredTensor>& tensors)
{
    std::int64_t elements = 0;
    for (StoredTensor& tensor : tensors) {
        tensor.role = storedRoleOf(tensor.name, tensor.type, {tensor.shape.begin(), tensor.shape.end()});
        if (tensor.role == TensorRole::Constant)
            elements = std::min(kMostElements, elements + elementCount(tensor.shape));
    }
    std::erase_if(tensors, [](const StoredTensor& tensor) { return tensor.role == TensorRole::Constant; });
    return elements;
}

void noteExperts(const std::vector<StoredTensor>& tensors, std::optional<std::int64_t> used, NetworkSource& source)
{
    const auto expert =
        std::find_if(tensors.begin(), tensors.end(), [](const StoredTensor& tensor) { return tensor.experts > 0; });
    if (expert == tensors.end())
        return;
    const std::string count = std::to_string(expert->experts);
    if (used)
        source.issues.push_back({IssueSeverity::Note,
                                 "A position goes through " + std::to_string(std::min(*used, expert->experts)) + " of "
                                     + count + " experts; multiply-adds are those of these.",
                                 expert->name});
    else
        source.issues.push_back({IssueSeverity::Warning,
                                 "The file does not tell how many experts a position goes through, and no config.json "
                                 "beside it does; multiply-adds are those of all "
                                     + count + ".",
                                 expert->name});
}

void noteTensors(const UnpackedTensors& read, std::int64_t wholeElements, std::size_t carried, NetworkSource& source)
{
    source.issues.push_back(
        {IssueSeverity::Warning,
         "The file holds weights and no graph: each matrix is taken to multiply the latest result of its width over "
         "[batch, sequence], so products of activations, as in attention, are not counted.",
         "graph"});
    if (read.packed > 0)
        source.issues.push_back({IssueSeverity::Note,
                                 countOf(static_cast<std::size_t>(read.packed), "packed (quantised) weight")
                                     + " counted by the elements stood for; "
                                     + countOf(static_cast<std::size_t>(read.helpers), "tensor")
                                     + " of scales, zero points and the like not counted.",
                                 "tensors"});
    if (wholeElements > 0)
        source.issues.push_back({IssueSeverity::Note,
                                 std::to_string(wholeElements)
                                     + " whole numbers and truth values are stored; they are not trained and not "
                                       "counted.",
                                 "tensors"});
    if (carried > 0)
        source.issues.push_back({IssueSeverity::Warning,
                                 countOf(carried, "tensor")
                                     + " of a kind that is not known or of a width that nothing gives are carried "
                                       "(operator Stored): they count as parameters and cost no multiply-adds.",
                                 "tensors"});
}

} // namespace

NetworkSource networkOfTensors(std::string name, std::string format, std::vector<StoredTensor> tensors,
                               std::optional<std::int64_t> expertsUsed)
{
    UnpackedTensors read = unpackedTensors(std::move(tensors));
    std::vector<StoredTensor> stacked = withStackedExperts(std::move(read.tensors));
    const std::int64_t wholeElements = takeWholeNumbersOut(stacked);
    const std::vector<StoredModule> modules = modulesOf(stacked);
    ModuleChain chain{std::move(name), std::move(format), expertsUsed};
    chain.begin(modules);
    for (const StoredModule& module : modules)
        chain.add(module);
    const std::size_t carried = chain.carried();
    NetworkSource source = chain.take();
    noteTensors(read, wholeElements, carried, source);
    noteExperts(stacked, expertsUsed, source);
    return source;
}

} // namespace waferscope
