#pragma once

#include "core/machine/system.h"
#include "formats/base/checked_yaml.h"

#include <optional>
#include <string>
#include <vector>

namespace waferscope {

/// The value of "mark": how sure a figure is.
[[nodiscard]] Result<Mark> markOf(const CheckedMap& map);

/// All figures of a data file, each with label, value, unit, mark and source.
[[nodiscard]] Result<std::vector<SourcedFigure>> figuresOf(const CheckedMap& figures);

/// Takes named figures out of a data file; remembers the first that is missing or out of range.
class Figures {
public:
    Figures(const CheckedMap& map, const std::vector<SourcedFigure>& figures)
        : m_map(map)
        , m_figures(figures)
    {
    }

    [[nodiscard]] bool has(const std::string& key) const;
    double real(const std::string& key, double least = 1e-9, double most = 1e30);
    std::int64_t whole(const std::string& key, double least = 1, double most = 1e6);

    [[nodiscard]] const std::optional<Error>& error() const { return m_error; }

private:
    [[nodiscard]] const SourcedFigure* find(const std::string& key) const;
    double fail(const std::string& key, const std::string& what);

    const CheckedMap& m_map;
    const std::vector<SourcedFigure>& m_figures;
    std::optional<Error> m_error;
};

} // namespace waferscope
