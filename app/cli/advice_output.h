#pragma once

#include "app/cli/mapping_options.h"
#include "core/formats/report_json.h"
#include "mapping/advice.h"

namespace waferscope {

/// Advice on a layout. Where the time is up before all changes are tried there is none, which is no error.
[[nodiscard]] Result<std::optional<Advice>> adviceWithin(const MappedLayout& layout, const Assumptions& assumptions,
                                                         TimeLimit& time);

/// For the JSON object.
[[nodiscard]] std::optional<AdvisedChange> advisedChange(const std::optional<Advice>& advice);

enum class Wanted { No, Yes };
/// For the text: a line, also when nothing helps; nothing when no advice was asked for.
[[nodiscard]] std::string adviceText(const std::optional<Advice>& advice, Wanted wanted);

} // namespace waferscope
