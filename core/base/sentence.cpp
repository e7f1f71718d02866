#include "core/base/sentence.h"

namespace waferscope {

namespace {

std::string plainPart(const std::string& words)
{
    return words;
}

std::string plainPart(std::int64_t number)
{
    return std::to_string(number);
}

std::string plainPart(Tenths number)
{
    return std::to_string(number.count / 10) + "." + std::to_string(number.count % 10);
}

std::string plainPart(PeCoord place)
{
    return "(" + std::to_string(place.x) + ", " + std::to_string(place.y) + ")";
}

} // namespace

void Sentence::add(std::string_view words)
{
    if (words.empty())
        return;
    if (!m_parts.empty())
        if (auto* before = std::get_if<std::string>(&m_parts.back())) {
            before->append(words);
            return;
        }
    m_parts.emplace_back(std::string(words));
}

void Sentence::append(const Sentence& other)
{
    for (const Part& part : other.m_parts)
        std::visit([this](const auto& piece) { add(piece); }, part);
}

std::string plain(const Sentence& sentence)
{
    std::string text;
    for (const Sentence::Part& part : sentence.parts())
        text += std::visit([](const auto& piece) { return plainPart(piece); }, part);
    return text;
}

} // namespace waferscope
