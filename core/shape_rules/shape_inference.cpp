#include "core/shape_rules/shape_inference.h"

#include "core/base/names.h"
#include "core/graph/size_expression.h"
#include "core/shape_rules/shape_rules.h"
#include "core/shape_rules/shape_values.h"

#include <algorithm>
#include <set>

namespace waferscope {

namespace {

constexpr std::size_t kMostAxes = 64;
constexpr std::int64_t kMostReals = 64; ///< scales are few; longer float tensors are weights
constexpr std::int64_t kMostComputedValues = std::int64_t{1} << 24; ///< real networks need some thousands

/// The declared shape with every symbol replaced and every expression evaluated; nothing when a symbol has no value or
/// an extent is negative.
std::optional<Shape> resolved(const SymbolicShape& declared, const Dimensions& sizes)
{
    Shape shape;
    for (const Extent& extent : declared) {
        if (const auto* number = std::get_if<std::int64_t>(&extent)) {
            shape.push_back(*number);
            continue;
        }
        const auto& name = std::get<std::string>(extent);
        const auto found = sizes.find(name);
        const std::optional<std::int64_t> value = found != sizes.end() ? found->second : valueOf(name, sizes);
        if (!value)
            return std::nullopt;
        shape.push_back(*value);
    }
    return checkedElementCount(shape) && shape.size() <= kMostAxes ? std::optional{std::move(shape)} : std::nullopt;
}

std::string shapesOf(const ShapeScope& scope)
{
    std::vector<std::string> texts;
    for (std::size_t input = 0; input < scope.inputCount() && texts.size() < 8; ++input)
        if (scope.has(input))
            texts.push_back(toText(scope.shape(input)));
    return joinedNames({texts.begin(), texts.end()});
}

/// One pass over the operators.
class Inference {
public:
    Inference(const NetworkSource& source, const Dimensions& sizes)
        : m_source(source)
        , m_sizes(sizes)
        , m_known(source.tensors.size(), 0)
    {
        m_result.facts.resize(source.tensors.size());
    }

    std::optional<Error> run()
    {
        if (std::optional<Error> error = readStored())
            return error;
        for (const Operator& subject : m_source.operators)
            if (std::optional<Error> error = visit(subject))
                return error;
        return std::nullopt;
    }

    InferredShapes takeResult() { return std::move(m_result); }

private:
    /// Inputs and stored tensors: all that no operator computes.
    std::optional<Error> readStored()
    {
        std::vector<char> computed(m_source.tensors.size(), 0);
        for (const Operator& subject : m_source.operators)
            for (const std::optional<TensorId>& output : subject.outputs)
                if (output)
                    computed[output->index()] = 1;
        for (std::size_t index = 0; index < m_source.tensors.size(); ++index) {
            const Tensor& tensor = m_source.tensors[index];
            if (computed[index] != 0)
                continue;
            std::optional<Shape> shape = resolved(tensor.declared, m_sizes);
            if (!shape)
                return Error{ErrorCode::InvalidInput,
                             "Tensor " + inQuotes(tensor.name) + " has a shape that is negative or far too large."};
            m_result.facts[index] = storedFacts(tensor, std::move(*shape));
            m_known[index] = 1;
        }
        return std::nullopt;
    }

    static TensorFacts storedFacts(const Tensor& tensor, Shape shape)
    {
        TensorFacts facts{std::move(shape), std::nullopt, std::nullopt};
        const auto count = static_cast<std::size_t>(elementCount(facts.shape));
        if (tensor.integers && tensor.integers->size() == count && isSmall(facts.shape))
            facts.integers = tensor.integers;
        else if (tensor.reals && tensor.reals->size() == count && elementCount(facts.shape) <= kMostReals)
            facts.reals = tensor.reals;
        return facts;
    }

    std::optional<Error> visit(const Operator& subject)
    {
        std::vector<const TensorFacts*> inputs;
        for (const std::optional<TensorId>& input : subject.inputs) {
            if (input && m_known[input->index()] == 0)
                return Error{ErrorCode::InvalidInput,
                             describe(subject) + " reads " + inQuotes(m_source.tensors[input->index()].name)
                                 + " before anything computes it: the operators form a cycle or are out of order."};
            inputs.push_back(input ? &m_result.facts[input->index()] : nullptr);
        }
        ShapeScope scope{subject, std::move(inputs)};
        const RuleOutcome outcome = applyRule(scope);
        if (outcome.kind == RuleOutcome::Kind::Contradiction)
            return Error{ErrorCode::InvalidInput,
                         describe(subject) + " cannot take " + shapesOf(scope) + ": " + outcome.why + "."};
        if (outcome.kind == RuleOutcome::Kind::Unresolved)
            warn(subject, outcome.why);
        return store(scope, outcome.kind);
    }

    /// "Conv 'conv1'"; an operator without a name by what it computes: "Conv of 'y'".
    [[nodiscard]] std::string describe(const Operator& subject) const
    {
        std::string text = printable(subject.type);
        if (!subject.name.empty())
            return text + " " + inQuotes(subject.name);
        for (const std::optional<TensorId>& output : subject.outputs)
            if (output)
                return text + " of " + inQuotes(m_source.tensors[output->index()].name);
        return text;
    }

    static RuleOutcome applyRule(ShapeScope& scope)
    {
        const NamedShapeRule* rule = shapeRuleOf(scope.subject().type);
        if (rule == nullptr)
            return unresolved("no rule of ours knows it; its cost on the map is the assumption unknown_operations");
        for (std::size_t input = 0; input < rule->leastInputs; ++input)
            if (!scope.has(input))
                return contradiction("it must have " + std::to_string(rule->leastInputs) + " inputs");
        return rule->rule(scope);
    }

    std::optional<Error> store(const ShapeScope& scope, RuleOutcome::Kind kind)
    {
        const Operator& subject = scope.subject();
        for (std::size_t at = 0; at < subject.outputs.size(); ++at) {
            const std::optional<TensorId>& id = subject.outputs[at];
            if (!id)
                continue;
            TensorFacts facts = scope.outputs()[at] ? *scope.outputs()[at] : fallback(scope, *id, kind);
            if (!checkedElementCount(facts.shape) || facts.shape.size() > kMostAxes)
                return Error{ErrorCode::InvalidInput,
                             describe(subject) + " would give a tensor of shape " + toText(facts.shape)
                                 + ", which is negative or far too large."};
            if (hasValues(facts))
                m_result.computedValues += elementCount(facts.shape);
            m_result.facts[id->index()] = std::move(facts);
            m_known[id->index()] = 1;
        }
        if (m_result.computedValues > kMostComputedValues)
            return Error{ErrorCode::InvalidInput, "The network does more shape arithmetic than any real one."};
        return std::nullopt;
    }

    /// What the file says of an output that no rule gave a shape, or the first input's shape.
    TensorFacts fallback(const ShapeScope& scope, TensorId id, RuleOutcome::Kind kind) const
    {
        const Tensor& tensor = m_source.tensors[id.index()];
        if (!tensor.declared.empty())
            if (std::optional<Shape> shape = resolved(tensor.declared, m_sizes))
                return {std::move(*shape), std::nullopt, std::nullopt};
        if (kind == RuleOutcome::Kind::Unresolved)
            for (std::size_t input = 0; input < scope.inputCount(); ++input)
                if (scope.has(input))
                    return {scope.shape(input), std::nullopt, std::nullopt};
        return {};
    }

    /// One warning for each type of operator and reason, however often it occurs.
    void warn(const Operator& subject, const std::string& why)
    {
        if (!m_warned.insert(subject.type + why).second)
            return;
        m_result.issues.push_back({IssueSeverity::Warning,
                                   "The output shape of " + printable(subject.type)
                                       + " is taken from the file or its first input, because " + why + ".",
                                   subject.name.empty() ? subject.type : subject.name});
    }

    const NetworkSource& m_source;
    const Dimensions& m_sizes;
    std::vector<char> m_known; ///< by TensorId
    std::set<std::string> m_warned;
    InferredShapes m_result;
};

} // namespace

std::vector<std::string> symbolicSizes(const NetworkSource& source)
{
    std::vector<std::string> names;
    std::set<std::string> seen;
    const auto collect = [&](const Tensor& tensor) {
        for (const Extent& extent : tensor.declared)
            if (const auto* name = std::get_if<std::string>(&extent); name != nullptr && seen.insert(*name).second)
                names.push_back(*name);
    };
    for (const TensorId input : source.inputs)
        collect(source.tensors[input.index()]);
    for (const Tensor& tensor : source.tensors)
        if (tensor.role == TensorRole::Parameter || tensor.role == TensorRole::Constant)
            collect(tensor);
    const auto isKnown = [&seen](const std::string& name) { return seen.count(name) != 0; };
    std::erase_if(names, [&](const std::string& name) {
        const auto within = sizesIn(name);
        return within && std::all_of(within->begin(), within->end(), isKnown);
    });
    return names;
}

Result<InferredShapes> inferShapes(const NetworkSource& source, const Dimensions& sizes)
{
    Inference inference{source, sizes};
    if (std::optional<Error> error = inference.run())
        return *std::move(error);
    return inference.takeResult();
}

} // namespace waferscope
