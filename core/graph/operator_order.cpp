#include "core/graph/operator_order.h"

#include "core/base/check.h"

#include <functional>
#include <queue>

namespace waferscope {

namespace {

/// Who waits for whom, by operator index.
struct Dependences {
    std::vector<std::vector<std::size_t>> readers;
    std::vector<std::size_t> missing; ///< operators that must come before
};

Dependences dependencesOf(const NetworkSource& source)
{
    std::vector<std::optional<std::size_t>> producers(source.tensors.size());
    for (std::size_t index = 0; index < source.operators.size(); ++index)
        for (const std::optional<TensorId>& output : source.operators[index].outputs)
            if (output)
                producers[output->index()] = index;
    Dependences result{std::vector<std::vector<std::size_t>>(source.operators.size()),
                       std::vector<std::size_t>(source.operators.size(), 0)};
    for (std::size_t index = 0; index < source.operators.size(); ++index)
        for (const std::optional<TensorId>& input : source.operators[index].inputs)
            if (input && producers[input->index()]) {
                result.readers[*producers[input->index()]].push_back(index);
                ++result.missing[index];
            }
    return result;
}

} // namespace

Ordering sortOperators(NetworkSource& source)
{
    WAFERSCOPE_CHECK(source.layers.empty());
    Dependences dependences = dependencesOf(source);
    std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
    for (std::size_t index = 0; index < source.operators.size(); ++index)
        if (dependences.missing[index] == 0)
            ready.push(index);
    std::vector<std::size_t> order;
    while (!ready.empty()) {
        const std::size_t next = ready.top();
        ready.pop();
        order.push_back(next);
        for (const std::size_t reader : dependences.readers[next])
            if (--dependences.missing[reader] == 0)
                ready.push(reader);
    }
    if (order.size() != source.operators.size())
        return Ordering::HasCycle;
    std::vector<Operator> sorted;
    sorted.reserve(order.size());
    for (const std::size_t index : order)
        sorted.push_back(std::move(source.operators[index]));
    source.operators = std::move(sorted);
    return Ordering::Sorted;
}

} // namespace waferscope
