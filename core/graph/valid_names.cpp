#include "core/graph/valid_names.h"

#include "core/base/foreign_text.h"

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace waferscope {

namespace {

using NameMaker = std::string (*)(std::string_view name);

/// New names for those of one kind that are not as they should be.
class NewNames {
public:
    NewNames(const std::vector<std::string*>& names, NameMaker wanted)
        : m_wanted(wanted)
    {
        for (const std::string* name : names)
            if (m_wanted(*name) == *name)
                m_taken.insert(*name);
        for (std::string* name : names)
            *name = of(*name);
    }

    /// What was met becomes what it became there.
    std::string of(const std::string& name)
    {
        const std::string wanted = m_wanted(name);
        if (wanted == name)
            return name;
        const auto [known, isNew] = m_newNames.try_emplace(name);
        if (!isNew)
            return known->second;
        known->second = wanted;
        for (int number = 2; !m_taken.insert(known->second).second; ++number)
            known->second = wanted + "_" + std::to_string(number);
        return known->second;
    }

private:
    NameMaker m_wanted;
    std::set<std::string> m_taken;
    std::map<std::string, std::string> m_newNames;
};

template <typename Item>
void renameAll(std::vector<Item>& items)
{
    std::vector<std::string*> names;
    names.reserve(items.size());
    for (Item& item : items)
        names.push_back(&item.name);
    NewNames renamed(names, validUtf8);
}

/// Sizes are keys of a plan, and YAML, as which it is read, takes no key of more than 1,024 letters.
std::string nameOfSize(std::string_view name)
{
    constexpr std::size_t kLongest = 256; // bytes
    const std::string valid = validUtf8(name);
    return valid.size() > kLongest ? shortened(valid, kLongest / 4) : valid;
}

void renameSizes(NetworkSource& source)
{
    std::vector<std::string*> names;
    for (Tensor& tensor : source.tensors)
        for (Extent& extent : tensor.declared)
            if (auto* name = std::get_if<std::string>(&extent))
                names.push_back(name);
    NewNames renamed(names, nameOfSize);
    Dimensions defaults;
    for (const auto& [name, value] : source.defaults)
        defaults[renamed.of(name)] = value;
    source.defaults = std::move(defaults);
}

void makeValid(Operator& subject)
{
    subject.type = validUtf8(subject.type);
    std::map<std::string, Attribute> attributes;
    for (auto& [name, attribute] : subject.attributes) {
        if (auto* text = std::get_if<std::string>(&attribute))
            *text = validUtf8(*text);
        else if (auto* texts = std::get_if<std::vector<std::string>>(&attribute))
            for (std::string& each : *texts)
                each = validUtf8(each);
        attributes[validUtf8(name)] = std::move(attribute);
    }
    subject.attributes = std::move(attributes);
}

} // namespace

void makeNamesValid(NetworkSource& source)
{
    source.name = validUtf8(source.name);
    renameAll(source.tensors);
    renameAll(source.operators);
    renameAll(source.layers);
    renameSizes(source);
    for (Operator& subject : source.operators)
        makeValid(subject);
    for (ImportIssue& issue : source.issues) {
        issue.message = validUtf8(issue.message);
        issue.where = validUtf8(issue.where);
    }
}

} // namespace waferscope
