#pragma once

#include "app/settings.h"
#include "views/drawing/palette.h"

#include <QObject>

namespace waferscope {

/// Dresses the whole application. Made before anything else is shown: it looks at the system's colours first.
class ThemeSwitch : public QObject {
    Q_OBJECT
public:
    explicit ThemeSwitch(QObject* parent = nullptr);

    void apply(ThemeChoice choice);
    [[nodiscard]] ThemeKind kind() const { return m_kind; }

Q_SIGNALS:
    void changed(waferscope::ThemeKind kind);

private:
    ThemeKind m_system;
    ThemeKind m_kind;
};

} // namespace waferscope
