#include "formats/machines/figures.h"

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

Result<SourcedFigure> figureOf(const CheckedMap& figures, const std::string& key)
{
    WAFERSCOPE_TRY(const CheckedMap map, figures.map(key));
    SourcedFigure figure;
    figure.key = key;
    WAFERSCOPE_TRY(figure.label, map.text("label"));
    WAFERSCOPE_TRY(figure.value, map.number("value"));
    WAFERSCOPE_TRY(figure.unit, map.text("unit"));
    WAFERSCOPE_TRY(figure.mark, markOf(map));
    WAFERSCOPE_TRY(figure.source, map.text("source"));
    if (const auto error = map.unknownKey())
        return *error;
    return figure;
}

} // namespace

Result<Mark> markOf(const CheckedMap& map)
{
    WAFERSCOPE_TRY(const std::string text, map.text("mark"));
    for (const Mark mark : {Mark::Published, Mark::SecondHand, Mark::Derived, Mark::Assumed})
        if (nameOf(mark) == text)
            return mark;
    return map.error("mark", "expected published, second-hand, derived or assumed.");
}

Result<std::vector<SourcedFigure>> figuresOf(const CheckedMap& figures)
{
    std::vector<SourcedFigure> all;
    for (const std::string& key : figures.keys()) {
        WAFERSCOPE_TRY(SourcedFigure figure, figureOf(figures, key));
        all.push_back(std::move(figure));
    }
    return all;
}

const SourcedFigure* Figures::find(const std::string& key) const
{
    const auto place = std::find_if(m_figures.begin(), m_figures.end(), [&](const auto& f) { return f.key == key; });
    return place == m_figures.end() ? nullptr : &*place;
}

bool Figures::has(const std::string& key) const
{
    return find(key) != nullptr;
}

double Figures::real(const std::string& key, double least, double most)
{
    const SourcedFigure* const figure = find(key);
    if (!figure)
        return fail(key, "is missing.");
    if (!(figure->value >= least && figure->value <= most))
        return fail(key, "is out of range.");
    return figure->value;
}

std::int64_t Figures::whole(const std::string& key, double least, double most)
{
    const double value = real(key, least, most);
    if (value != std::floor(value))
        fail(key, "expected a whole number.");
    return static_cast<std::int64_t>(value);
}

double Figures::fail(const std::string& key, const std::string& what)
{
    if (!m_error)
        m_error = m_map.error(key, what);
    return 1.0;
}

} // namespace waferscope
