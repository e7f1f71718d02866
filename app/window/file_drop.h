#pragma once

#include <QObject>
#include <QString>

class QWidget;

namespace waferscope {

/// Lets files be dropped on a window.
class FileDrop : public QObject {
    Q_OBJECT
public:
    explicit FileDrop(QWidget& window);

Q_SIGNALS:
    void dropped(const QString& path); ///< the first of this machine's files

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace waferscope
