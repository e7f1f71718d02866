#include "core/blocks/block_flows.h"

#include "core/base/check.h"
#include "core/base/names.h"
#include "core/base/nearest_name.h"

namespace waferscope {

void BlockFlows::addInput(const std::string& name, std::optional<Flow> flow)
{
    m_sources.push_back({name, flow, true, false});
}

void BlockFlows::addBlock(const std::string& name, const Flow& flow)
{
    m_sources.push_back({name, flow, false, false});
}

Flow BlockFlows::readLast()
{
    WAFERSCOPE_CHECK(!m_sources.empty());
    Source& last = m_sources.back().isInput ? m_sources.front() : m_sources.back();
    WAFERSCOPE_CHECK(last.flow.has_value());
    last.isRead = true;
    return *last.flow;
}

Result<Flow> BlockFlows::read(std::string_view name)
{
    Source* found = nullptr;
    std::vector<std::string> known;
    for (Source& source : m_sources) {
        if (!source.name.empty())
            known.push_back(source.name);
        if (source.name != name)
            continue;
        if (found != nullptr)
            return Error{ErrorCode::InvalidInput, "several blocks before this one are named " + inQuotes(name)};
        found = &source;
    }
    if (found == nullptr || name.empty())
        return Error{ErrorCode::InvalidInput,
                     "no input and no block before this one is named " + inQuotes(name) + nearestHint(name, known)};
    if (!found->flow)
        return Error{ErrorCode::InvalidInput, "the input " + inQuotes(name) + " is of a shape that blocks cannot read"};
    found->isRead = true;
    return *found->flow;
}

std::vector<TensorId> BlockFlows::unread() const
{
    std::vector<TensorId> tensors;
    for (const Source& source : m_sources)
        if (!source.isInput && !source.isRead)
            tensors.push_back(source.flow->tensor);
    if (!tensors.empty()) { // the last block comes first: it is what the network is for
        tensors.insert(tensors.begin(), tensors.back());
        tensors.pop_back();
    }
    return tensors;
}

} // namespace waferscope
