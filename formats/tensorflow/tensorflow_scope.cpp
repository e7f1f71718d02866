#include "formats/tensorflow/tensorflow_scope.h"

#include "core/base/names.h"
#include "core/shape_rules/shape_rules.h"
#include "core/shape_rules/shape_values.h"

#include <algorithm>
#include <numeric>

namespace waferscope {

namespace {

constexpr std::int64_t kMostValuesOfAll = std::int64_t{1} << 22; ///< of all tensors together

/// Layers are named by what is around an operator: "block1/conv" of "block1/conv/Conv2D".
std::string around(const std::string& path)
{
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos || slash == 0 ? path : path.substr(0, slash);
}

} // namespace

std::vector<TensorId> TfGraph::add(std::string_view type, std::vector<std::optional<TensorId>> inputs,
                                   Attributes attributes, std::size_t outputs)
{
    std::vector<const TensorFacts*> known;
    bool allKnown = true;
    for (const std::optional<TensorId>& input : inputs) {
        known.push_back(input ? facts(*input) : nullptr);
        allKnown = allKnown && (!input || known.back() != nullptr);
    }
    const bool isActive = std::any_of(inputs.begin(), inputs.end(), [this](const std::optional<TensorId>& input) {
        return input && active.count(*input) != 0;
    });
    std::vector<TensorId> results = m_builder.addSeveral(type, std::move(inputs), std::move(attributes), outputs);
    for (const TensorId result : results)
        m_facts[result] = std::nullopt;
    const NamedShapeRule* rule = shapeRuleOf(type);
    if (allKnown && rule != nullptr && known.size() >= rule->leastInputs) {
        ShapeScope scope{m_builder.lastOperator(), known};
        const bool isDone = rule->rule(scope).kind == RuleOutcome::Kind::Done;
        for (std::size_t at = 0; isDone && at < results.size(); ++at)
            if (scope.outputs()[at] && checkedElementCount(scope.outputs()[at]->shape))
                keep(results[at], *scope.outputs()[at]);
    }
    for (const TensorId result : results)
        if (isActive && type != "Shape" && type != "Size")
            active.insert(result);
    return results;
}

void TfGraph::keep(TensorId id, TensorFacts facts)
{
    if (hasValues(facts) && (m_values += elementCount(facts.shape)) > kMostValuesOfAll) {
        facts.integers.reset();
        facts.reals.reset();
    }
    m_facts[id] = std::move(facts);
}

const TensorFacts* TfGraph::facts(TensorId id)
{
    const auto found = m_facts.find(id);
    if (found != m_facts.end())
        return found->second ? &*found->second : nullptr;
    const Tensor& tensor = m_builder[id];
    TensorFacts facts;
    for (const Extent& extent : tensor.declared) {
        const auto* name = std::get_if<std::string>(&extent);
        const auto size = name != nullptr ? m_sizes.find(*name) : m_sizes.end();
        facts.shape.push_back(name == nullptr             ? std::get<std::int64_t>(extent)
                                  : size == m_sizes.end() ? 1
                                                          : size->second);
    }
    const bool isSound = checkedElementCount(facts.shape).has_value();
    if (isSound && tensor.integers && isSmall(facts.shape)
        && static_cast<std::int64_t>(tensor.integers->size()) == elementCount(facts.shape))
        facts.integers = tensor.integers;
    std::optional<TensorFacts>& entry = m_facts[id];
    if (isSound)
        entry = std::move(facts);
    return entry ? &*entry : nullptr;
}

void TfGraph::setDefault(const std::string& size, std::int64_t value)
{
    m_sizes[size] = value;
    m_builder.setDefault(size, value);
}

void TfGraph::setShape(TensorId id, const std::vector<std::int64_t>& shape)
{
    if (!checkedElementCount(shape))
        return;
    m_builder.setShape(id, {shape.begin(), shape.end()});
    if (facts(id) == nullptr)
        m_facts[id] = TensorFacts{shape, std::nullopt, std::nullopt};
}

TfScope::TfScope(TfGraph& graph, const TfNode& node, const std::string& path, std::vector<TfFlow> inputs,
                 std::size_t outputs, std::string_view type)
    : m_graph(graph)
    , m_node(node)
    , m_path(path)
    , m_inputs(std::move(inputs))
    , m_outputCount(std::max<std::size_t>(1, outputs))
    , m_type(type)
{
    for (const TfFlow& input : m_inputs)
        m_isActive = m_isActive || graph.active.count(input.id) != 0;
}

const TfAttribute* TfScope::find(const char* key) const
{
    const auto found = m_node.attributes.find(key);
    return found == m_node.attributes.end() ? nullptr : &found->second;
}

std::int64_t TfScope::number(const char* key, std::int64_t fallback) const
{
    const TfAttribute* attribute = find(key);
    return attribute != nullptr ? attribute->number.value_or(fallback) : fallback;
}

double TfScope::real(const char* key, double fallback) const
{
    const TfAttribute* attribute = find(key);
    return attribute != nullptr ? attribute->real.value_or(fallback) : fallback;
}

std::string TfScope::text(const char* key) const
{
    const TfAttribute* attribute = find(key);
    return attribute != nullptr ? attribute->text.value_or(std::string{}) : std::string{};
}

std::vector<std::int64_t> TfScope::list(const char* key) const
{
    const TfAttribute* attribute = find(key);
    return attribute != nullptr ? attribute->list : std::vector<std::int64_t>{};
}

bool TfScope::hasChannelsLast() const
{
    const std::string format = text("data_format");
    return format.empty() || format.ends_with('C');
}

TfFlow TfScope::input(std::size_t at)
{
    if (at < m_inputs.size())
        return m_inputs[at];
    fail("has only " + std::to_string(m_inputs.size()) + " inputs");
    return {integerOf("missing", 0), false};
}

std::vector<std::int64_t> TfScope::integers(std::size_t at)
{
    const TensorFacts* facts = m_graph.facts(input(at).id);
    if (facts != nullptr && facts->integers)
        return *facts->integers;
    fail("has settings that are not known before the network runs, in its input " + std::to_string(at));
    return {};
}

bool TfScope::hasIntegers(std::size_t at)
{
    const TensorFacts* facts = at < m_inputs.size() ? m_graph.facts(m_inputs[at].id) : nullptr;
    return facts != nullptr && facts->integers.has_value();
}

TfFlow TfScope::channelsFirst(const TfFlow& flow)
{
    const std::size_t axes = shapeOf(flow.id).size();
    if (flow.isChannelsFirst || axes < 3)
        return flow;
    std::vector<std::int64_t> order(axes);
    std::iota(order.begin(), order.end(), 0);
    std::rotate(order.begin() + 1, order.end() - 1, order.end());
    return {add("Transpose", {flow.id}, {{"perm", std::move(order)}}), true};
}

TensorId TfScope::asTf(const TfFlow& flow)
{
    const std::size_t axes = shapeOf(flow.id).size();
    if (!flow.isChannelsFirst || axes < 3)
        return flow.id;
    std::vector<std::int64_t> order(axes);
    std::iota(order.begin(), order.end(), 0);
    std::rotate(order.begin() + 1, order.begin() + 2, order.end());
    return add("Transpose", {flow.id}, {{"perm", std::move(order)}});
}

std::int64_t TfScope::storedAxis(const TfFlow& flow, std::int64_t axis)
{
    const auto axes = static_cast<std::int64_t>(shapeOf(flow.id).size());
    const std::int64_t front = axis < 0 ? axis + axes : axis;
    if (!flow.isChannelsFirst || front <= 0 || front >= axes)
        return axis;
    return front == axes - 1 ? 1 : front + 1;
}

void TfScope::begin(LayerKind kind)
{
    if (m_isActive)
        m_graph.builder().beginLayer(around(m_path), kind);
    else
        m_graph.builder().endLayer(m_path);
}

void TfScope::beginPlain()
{
    m_graph.builder().endLayer(m_path);
}

TensorId TfScope::add(std::string_view type, std::vector<std::optional<TensorId>> inputs, Attributes attributes)
{
    return m_graph.add(type, std::move(inputs), std::move(attributes), 1).front();
}

std::vector<TensorId> TfScope::addSeveral(std::string_view type, std::vector<std::optional<TensorId>> inputs,
                                          Attributes attributes, std::size_t outputs)
{
    return m_graph.add(type, std::move(inputs), std::move(attributes), outputs);
}

TensorId TfScope::integersOf(const char* name, std::vector<std::int64_t> values)
{
    return m_graph.builder().integers(m_path + "/" + name, std::move(values));
}

TensorId TfScope::integerOf(const char* name, std::int64_t value)
{
    return m_graph.builder().number(m_path + "/" + name, value);
}

void TfScope::passOn()
{
    std::vector<std::optional<TensorId>> inputs;
    beginPlain();
    for (const TfFlow& input : m_inputs)
        inputs.emplace_back(asTf(input));
    const std::vector<TensorId> results = addSeveral("tf." + m_node.op, std::move(inputs), {}, m_outputCount);
    const TfAttribute* stated = find("_output_shapes");
    for (std::size_t at = 0; at < results.size(); ++at) {
        const TfShape shape = stated != nullptr && at < stated->shapes.size() ? stated->shapes[at] : std::nullopt;
        if (shape && std::all_of(shape->begin(), shape->end(), [](std::int64_t extent) { return extent > 0; }))
            m_graph.setShape(results[at], *shape);
        addOutput({results[at], false});
    }
}

void TfScope::fail(std::string sentence)
{
    if (!m_trouble)
        m_trouble = std::move(sentence);
}

const TfOperator* tfOperator(std::string_view name)
{
    for (const auto& part : {tfElementwiseOperators(), tfMatrixOperators(), tfWindowOperators(), tfLayoutOperators(),
                             tfSelectionOperators()})
        for (const TfOperator& known : part)
            if (known.name == name)
                return &known;
    return nullptr;
}

} // namespace waferscope
