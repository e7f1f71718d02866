#include "core/network/network.h"

#include "core/base/check.h"
#include "core/base/names.h"
#include "core/graph/size_expression.h"
#include "core/network/counts.h"
#include "core/network/layer_grouping.h"
#include "core/shape_rules/shape_inference.h"
#include "core/shape_rules/shape_rules.h"
#include "core/shape_rules/tensor_roles.h"

#include <algorithm>
#include <map>
#include <set>

namespace waferscope {

namespace {

constexpr std::int64_t kMostSize = std::int64_t{1} << 40; ///< of a symbolic size

Error unknownSize(const std::string& name, const std::vector<Symbol>& symbols)
{
    if (symbols.empty())
        return {ErrorCode::Usage, "The network has no symbolic sizes, so " + inQuotes(name) + " cannot be set."};
    std::vector<std::string_view> names;
    names.reserve(symbols.size());
    for (const Symbol& symbol : symbols)
        names.push_back(symbol.name);
    return {ErrorCode::Usage,
            "The network has no size " + inQuotes(name) + "; its sizes are " + joinedNames(names) + "."};
}

/// The symbols as people may set them: by our names, by the file's, and by names within the file's ("seq" of
/// "2*seq + 1").
class SymbolSetter {
public:
    SymbolSetter(const NetworkSource& source, std::vector<Symbol> symbols)
        : m_source(source)
        , m_symbols(std::move(symbols))
    {
    }

    std::optional<Error> set(const Dimensions& dimensions)
    {
        Dimensions within;
        for (const auto& [name, value] : dimensions) {
            if (value < 1 || value > kMostSize)
                return Error{ErrorCode::Usage,
                             "Size " + inQuotes(name) + " must be between 1 and 2^40, not " + std::to_string(value)
                                 + "."};
            if (Symbol* symbol = find(name))
                symbol->value = value;
            else
                within[name] = value;
        }
        std::set<std::string> used;
        for (const auto& [text, name] : m_source.sizeNames)
            setExpression(text, name, within, used);
        for (const auto& [name, value] : within)
            if (used.count(name) == 0)
                return unknownSize(name, m_symbols);
        for (const Symbol& symbol : m_symbols)
            if (symbol.value < 1 || symbol.value > kMostSize)
                return Error{ErrorCode::Usage,
                             "Size " + inQuotes(symbol.name) + " must be between 1 and 2^40, not "
                                 + std::to_string(symbol.value) + "."};
        return std::nullopt;
    }

    std::vector<Symbol> take() { return std::move(m_symbols); }

private:
    Symbol* find(const std::string& name)
    {
        const auto ours = m_source.sizeNames.find(name);
        const std::string& wanted = ours == m_source.sizeNames.end() ? name : ours->second;
        const auto found = std::find_if(m_symbols.begin(), m_symbols.end(), [&](const Symbol& symbol) {
            return symbol.name == name || symbol.name == wanted;
        });
        return found == m_symbols.end() ? nullptr : &*found;
    }

    void setExpression(const std::string& text, const std::string& name, const Dimensions& within,
                       std::set<std::string>& used)
    {
        const std::optional<std::vector<std::string>> names = sizesIn(text);
        Symbol* symbol = find(name);
        if (!names || symbol == nullptr)
            return;
        Dimensions sizes = within;
        for (const Symbol& other : m_symbols)
            sizes.emplace(other.name, other.value);
        const std::optional<std::int64_t> value = valueOf(text, sizes);
        const bool isAsked =
            std::any_of(names->begin(), names->end(), [&](const std::string& part) { return within.count(part) != 0; });
        if (!value || !isAsked)
            return;
        symbol->value = *value;
        used.insert(names->begin(), names->end());
    }

    const NetworkSource& m_source;
    std::vector<Symbol> m_symbols;
};

/// The symbols with the values that `dimensions`, the source's defaults or 1 give them.
Result<std::vector<Symbol>> symbolsOf(const NetworkSource& source, const Dimensions& dimensions)
{
    std::vector<std::string> names = symbolicSizes(source);
    std::vector<Symbol> symbols;
    symbols.reserve(names.size());
    for (std::string& name : names) {
        const auto shipped = source.defaults.find(name);
        symbols.push_back({std::move(name), shipped == source.defaults.end() ? 1 : shipped->second});
    }
    SymbolSetter setter{source, std::move(symbols)};
    if (std::optional<Error> error = setter.set(dimensions))
        return *std::move(error);
    return setter.take();
}

/// First extent of the first input that has axes, and whether the others agree.
struct BatchReading {
    std::int64_t batch = 1;
    bool othersDiffer = false;
};

BatchReading batchOf(const NetworkSource& source, const std::vector<Shape>& shapes)
{
    std::optional<std::int64_t> batch;
    BatchReading reading;
    for (const TensorId input : source.inputs) {
        const Shape& shape = shapes[input.index()];
        if (shape.empty())
            continue;
        if (!batch)
            batch = shape[0];
        reading.othersDiffer = reading.othersDiffer || shape[0] != *batch;
    }
    reading.batch = std::max<std::int64_t>(1, batch.value_or(1));
    return reading;
}

/// Whether every id that the source mentions exists and each operator is in at most one layer.
bool isWellFormed(const NetworkSource& source)
{
    const auto exists = [&source](const std::optional<TensorId>& id) {
        return !id || id->index() < source.tensors.size();
    };
    for (const Operator& subject : source.operators)
        if (!std::all_of(subject.inputs.begin(), subject.inputs.end(), exists)
            || !std::all_of(subject.outputs.begin(), subject.outputs.end(), exists))
            return false;
    std::vector<char> used(source.operators.size(), 0);
    for (const LayerOutline& layer : source.layers)
        for (const OperatorId id : layer.operators)
            if (id.index() >= used.size() || std::exchange(used[id.index()], 1) != 0)
                return false;
    return std::all_of(source.inputs.begin(), source.inputs.end(), exists)
        && std::all_of(source.outputs.begin(), source.outputs.end(), exists);
}

template <typename Function>
std::int64_t sumOver(const std::vector<Layer>& layers, Function function)
{
    std::int64_t sum = 0;
    for (const Layer& layer : layers)
        sum += function(layer);
    return sum;
}

} // namespace

Dimensions Network::dimensions() const
{
    Dimensions sizes;
    for (const Symbol& symbol : m_symbols)
        sizes[symbol.name] = symbol.value;
    return sizes;
}

Result<Network> Network::create(std::shared_ptr<const NetworkSource> source, const Dimensions& dimensions)
{
    WAFERSCOPE_CHECK(source != nullptr && isWellFormed(*source));
    Network network;
    WAFERSCOPE_TRY(network.m_symbols, symbolsOf(*source, dimensions));
    Dimensions sizes;
    for (const Symbol& symbol : network.m_symbols)
        sizes[symbol.name] = symbol.value;
    WAFERSCOPE_TRY(InferredShapes inferred, inferShapes(*source, sizes));
    network.m_source = std::move(source);
    network.m_issues = network.m_source->issues;
    network.m_issues.insert(network.m_issues.end(), inferred.issues.begin(), inferred.issues.end());
    network.m_roles = tensorRoles(*network.m_source, inferred.facts);
    for (TensorFacts& facts : inferred.facts)
        network.m_shapes.push_back(std::move(facts.shape));
    network.indexProducers();
    return network.countLayers();
}

void Network::indexProducers()
{
    m_producers.resize(m_source->tensors.size());
    for (std::size_t index = 0; index < m_source->operators.size(); ++index)
        for (const std::optional<TensorId>& output : m_source->operators[index].outputs)
            if (output)
                m_producers[output->index()] = OperatorId{index};
}

/// MODEL section 2: what a file says of training and a pipeline does not do.
void Network::noteBatchNormalisation()
{
    const auto& all = m_source->operators;
    const auto normalises = [](const Operator& op) { return op.type == "BatchNormalization"; };
    const auto first = std::find_if(all.begin(), all.end(), normalises);
    if (first == all.end())
        return;
    const auto count = std::count_if(first, all.end(), normalises);
    m_issues.push_back({IssueSeverity::Note,
                        "A pipeline of samples has no batch to normalise over: pipelined, "
                            + (count == 1 ? std::string("the batch normalisation uses its")
                                          : "the " + std::to_string(count) + " batch normalisations use their")
                            + " running statistics.",
                        first->name.empty() ? first->type : first->name});
}

/// Packed weights of operators that no rule knows are not counted.
void Network::notePackedOperands()
{
    std::map<std::string, std::int64_t> elements; // by type of operator
    for (const Operator& subject : m_source->operators)
        for (const std::optional<TensorId>& input : subject.inputs)
            if (input && !m_producers[input->index()] && m_roles[input->index()] == TensorRole::Constant
                && !isFloat((*this)[*input].type) && m_shapes[input->index()].size() > 1
                && shapeRuleOf(subject.type) == nullptr) {
                std::int64_t& sum = elements[subject.type];
                sum = std::min(kMostElements, sum + elementCount(m_shapes[input->index()]));
            }
    for (const auto& [type, count] : elements)
        m_issues.push_back({IssueSeverity::Warning,
                            printable(type) + " reads " + std::to_string(count)
                                + " stored whole numbers, perhaps packed weights: what they stand for is not known, so "
                                  "they are not counted as parameters.",
                            printable(type)});
}

Result<Network> Network::countLayers()
{
    const BatchReading reading = batchOf(*m_source, m_shapes);
    m_batch = reading.batch;
    if (reading.othersDiffer)
        m_issues.push_back({IssueSeverity::Note,
                            "The inputs differ in their first axis; the first input's is taken for the batch.",
                            "inputs"});
    noteBatchNormalisation();
    notePackedOperands();
    WAFERSCOPE_TRY(m_layers, countedLayers({*m_source, m_shapes, m_roles}, groupedLayers(*m_source, m_roles), m_batch));
    m_layerOf.resize(m_source->operators.size());
    for (std::size_t index = 0; index < m_layers.size(); ++index)
        for (const OperatorId id : m_layers[index].operators)
            m_layerOf[id.index()] = LayerId{index};
    Layer sum;
    for (const Layer& layer : m_layers)
        if (__builtin_add_overflow(sum.macs, layer.macs, &sum.macs)
            || __builtin_add_overflow(sum.parameters, layer.parameters, &sum.parameters)
            || __builtin_add_overflow(sum.statistics, layer.statistics, &sum.statistics)
            || __builtin_add_overflow(sum.activations, layer.activations, &sum.activations))
            return Error{ErrorCode::InvalidInput, "The network's counts pass 2^63."};
    return std::move(*this);
}

Result<Network> Network::withDimensions(const Dimensions& dimensions) const
{
    Dimensions sizes;
    for (const Symbol& symbol : m_symbols)
        sizes[symbol.name] = symbol.value;
    for (const auto& [name, value] : dimensions) {
        const auto ours = m_source->sizeNames.find(name);
        sizes[ours == m_source->sizeNames.end() ? name : ours->second] = value;
    }
    return create(m_source, sizes);
}

const Operator& Network::operator[](OperatorId id) const
{
    return m_source->operators.at(id.index());
}

const Tensor& Network::operator[](TensorId id) const
{
    return m_source->tensors.at(id.index());
}

const Layer& Network::operator[](LayerId id) const
{
    return m_layers.at(id.index());
}

const Shape& Network::shapeOf(TensorId id) const
{
    return m_shapes.at(id.index());
}

TensorRole Network::roleOf(TensorId id) const
{
    return m_roles.at(id.index());
}

std::optional<OperatorId> Network::producerOf(TensorId id) const
{
    return m_producers.at(id.index());
}

std::optional<LayerId> Network::layerOf(OperatorId id) const
{
    return m_layerOf.at(id.index());
}

std::int64_t Network::parameters() const
{
    return sumOver(m_layers, [](const Layer& layer) { return layer.parameters; });
}

std::int64_t Network::statistics() const
{
    return sumOver(m_layers, [](const Layer& layer) { return layer.statistics; });
}

std::int64_t Network::macs() const
{
    return sumOver(m_layers, [](const Layer& layer) { return layer.macs; });
}

std::int64_t Network::activations() const
{
    return sumOver(m_layers, [](const Layer& layer) { return layer.activations; });
}

} // namespace waferscope
